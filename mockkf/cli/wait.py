"""`mockkf wait`: wait for a message."""

from typing import TYPE_CHECKING

import click

from mockkf.cli.mail_filters import chosen, given, show
from mockkf.cli.output import say
from mockkf.cli.running_mock import MockCommand

if TYPE_CHECKING:
    from mockkf.remote import ControlClient


@click.command(cls=MockCommand, parameters={"wait": "--timeout"})
@click.pass_obj
@chosen
@click.option(
    "--timeout", default="5s", metavar="TIME", help="How long to wait: 5s, 500ms, 1m (default 5s, at most 1m)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the message as JSON.")
def wait(control: "ControlClient", timeout: str, *, as_json: bool, **filters: str | None) -> None:
    """Wait for a message and print it.

    A message must match all filters. In a filter, * stands for any text, and /…/ is a regular expression. The exit
    status is 1 if none arrives in time.
    """
    answer = control.read("/mockkf/messages", wait=60, query={**given(filters), "wait": timeout, "limit": 1})
    if not answer["messages"]:
        say(answer["instead"], err=True, head="mockkf:", colour="red")
        raise SystemExit(1)
    show(answer["messages"], as_json=as_json)


COMMANDS = (wait,)
