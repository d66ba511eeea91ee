"""The package tls."""
