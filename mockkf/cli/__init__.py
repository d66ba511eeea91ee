"""The command line of mockkf. Each file with `COMMANDS` adds commands; the mock itself is in other packages."""

from mockkf.cli.main import main

__all__ = ["main"]
