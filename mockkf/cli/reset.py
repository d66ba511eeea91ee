"""`mockkf reset`: back to the beginning."""

from typing import TYPE_CHECKING

import click

from mockkf.cli.output import say
from mockkf.cli.running_mock import MockCommand

if TYPE_CHECKING:
    from mockkf.remote import ControlClient


@click.command(cls=MockCommand)
@click.pass_obj
def reset(control: "ControlClient") -> None:
    """Go back to what the mock was started with."""
    say(f"epoch {control.ask('POST', '/mockkf/reset').json()['epoch']}")


COMMANDS = (reset,)
