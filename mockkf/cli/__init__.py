"""The command line of mockkf. Each file with `COMMANDS` adds commands. The mock itself is in other packages."""

from mockkf.cli.main import main

__all__ = ["main"]
