"""The package instance."""
