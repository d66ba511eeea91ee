"""The package scenario."""
