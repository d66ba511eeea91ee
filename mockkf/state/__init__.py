"""The package state."""
