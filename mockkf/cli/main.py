"""The group of all commands."""

import importlib
import pkgutil
from collections.abc import Iterator

import click

from mockkf.cli.groups import MainGroup


@click.group(cls=MainGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mockkf", message="mockkf %(version)s")
def main() -> None:
    """A test double for the SMTP settings API of Keyfactor Command.

    The commands messages, show, wait, trace, clear, reset, fault and sandbox use a running mock. `mockkf serve` starts
    one; `mockkf doctor` finds out why something does not work.
    """


def _commands() -> Iterator[click.Command]:
    """Yield the commands of each file in this package."""
    package = __name__.rpartition(".")[0]
    folder = importlib.import_module(package).__path__
    for module in pkgutil.iter_modules(folder, f"{package}."):
        yield from getattr(importlib.import_module(module.name), "COMMANDS", ())


for _command in _commands():
    main.add_command(_command)
