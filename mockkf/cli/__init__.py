"""The command line. Each file with `COMMANDS` is a command; the mock itself is in other packages."""

from mockkf.cli.main import main

__all__ = ["main"]
