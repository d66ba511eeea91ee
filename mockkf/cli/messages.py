"""`mockkf messages`: list the captured messages."""

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
@click.option("--limit", default="50", metavar="NUMBER", help="How many messages to list at most (default 50).")
@click.option("--json", "as_json", is_flag=True, help="Print each message as JSON.")
def messages(control: "ControlClient", limit: str, *, as_json: bool, **filters: str | None) -> None:
    """List the captured messages, newest first.

    A message must match all filters. In a filter, * stands for any text, and /…/ is a regular expression.
    """
    answer = control.read("/mockkf/messages", query={**given(filters), "limit": limit})
    show(answer["messages"], as_json=as_json)
    if not as_json:
        say(f"{len(answer['messages'])} of {answer['total']}", err=True)


COMMANDS = (messages,)
