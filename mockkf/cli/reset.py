"""`mockkf reset`: back to the beginning."""

from typing import TYPE_CHECKING

import click

from mockkf.cli.running_mock import Asking

if TYPE_CHECKING:
    from mockkf.remote.control_client import Control


@click.command(cls=Asking)
@click.pass_obj
def reset(control: "Control") -> None:
    """Go back to what the mock was started with."""
    click.echo(f"epoch {control.ask('POST', '/mockkf/reset').json()['epoch']}")


COMMANDS = (reset,)
