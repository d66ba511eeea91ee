"""What the type checkers read."""
