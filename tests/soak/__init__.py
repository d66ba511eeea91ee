"""Attacks on running mocks. `make soak` prints a scoreboard: attack, tried, result."""
