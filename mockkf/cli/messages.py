"""`mockkf messages`: the captured mail."""

from typing import TYPE_CHECKING

import click

from mockkf.cli.mail_filters import chosen, given, show
from mockkf.cli.output import say
from mockkf.cli.running_mock import MockCommand

if TYPE_CHECKING:
    from mockkf.remote import ControlClient


@click.command(cls=MockCommand)
@click.pass_obj
@chosen
@click.option("--limit", default=50, help="How many at most, the newest first (default 50).")
@click.option("--json", "as_json", is_flag=True, help="All that is known, as JSON.")
def messages(control: "ControlClient", limit: int, *, as_json: bool, **filters: str | None) -> None:
    """List the captured mail, newest first."""
    answer = control.read("/mockkf/messages", query={**given(filters), "limit": limit})
    show(answer["messages"], as_json=as_json)
    if not as_json:
        say(f"{len(answer['messages'])} of {answer['total']}", err=True)


COMMANDS = (messages,)
