"""The package mime."""
