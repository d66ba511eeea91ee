"""The inbox: its pages over HTTP, and in a real browser."""
