"""What the screens show: pure functions from messages, calls, faults and settings to the values of the templates."""
