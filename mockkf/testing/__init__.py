"""The package testing."""
