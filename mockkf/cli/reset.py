"""`mockkf reset`: return to the state at the start."""

from typing import TYPE_CHECKING

import click

from mockkf.cli.output import say
from mockkf.cli.running_mock import MockCommand

if TYPE_CHECKING:
    from mockkf.remote import ControlClient


@click.command(cls=MockCommand)
@click.pass_obj
def reset(control: "ControlClient") -> None:
    """Return to the state at the start.

    Captured messages and calls are removed, and a new epoch starts.
    """
    say(f"epoch {control.ask('POST', '/mockkf/reset').json()['epoch']}")


COMMANDS = (reset,)
