"""mockkf as others install it: wheel and sdist in empty environments, the oldest libraries, the size of each."""
