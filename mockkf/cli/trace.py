"""`mockkf trace`: the story of a call."""

from typing import TYPE_CHECKING

import click

from mockkf.cli.running_mock import Asking
from mockkf.errors import ConfigurationError

if TYPE_CHECKING:
    from mockkf.remote.control_client import Control


@click.command(cls=Asking)
@click.pass_obj
@click.argument("number", type=int, required=False)
def trace(control: "Control", number: int | None) -> None:
    """Tell the story of one API call, or of the last one: every seam it crossed, faults that fired, its mail."""
    if number is None:
        total = control.read("/mockkf/traces", query={"limit": 0})["total"]
        if not total:
            raise ConfigurationError("there is no call yet")
        [story, *_] = control.read("/mockkf/traces", query={"start": total - 1})["traces"]
    else:
        story = control.read(f"/mockkf/traces/{number}")
    click.echo(story["story"])


COMMANDS = (trace,)
