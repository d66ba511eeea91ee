"""The start of the container image."""
