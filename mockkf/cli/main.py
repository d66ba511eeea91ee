"""The group of all commands. A user error prints one line on stderr and exits with status 2."""

import contextlib
import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import click

from mockkf.cli.output import say
from mockkf.cli.switches import switch
from mockkf.errors import ConfigurationError


class Group(click.Group):
    """A group of commands; a user error prints one line on stderr and exits with status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the chosen command."""
        with _one_line_errors():
            return super().invoke(ctx)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mockkf", message="mockkf %(version)s")
def main() -> None:
    """A test double for the SMTP settings API of Keyfactor Command.

    The commands messages, show, wait, trace, reset, fault and sandbox use a running mock. `mockkf serve` starts one.
    """


def _commands() -> Iterator[click.Command]:
    """Yield the commands of each file in this package."""
    package = __name__.rpartition(".")[0]
    folder = importlib.import_module(package).__path__
    for module in pkgutil.iter_modules(folder, f"{package}."):
        yield from getattr(importlib.import_module(module.name), "COMMANDS", ())


@contextlib.contextmanager
def _one_line_errors() -> Iterator[None]:
    try:
        yield
    except ConfigurationError as error:
        option = f"{switch(error.option)}: " if error.option else ""
        say(f"mockkf: {option}{error}", err=True)
        raise SystemExit(2) from None


for _command in _commands():
    main.add_command(_command)
