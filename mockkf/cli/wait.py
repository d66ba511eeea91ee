"""`mockkf wait`: wait for a mail."""

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
@click.option("--timeout", default="5s", help="How long: 5s, 500ms, 1m (default 5s, 60 seconds at most).")
@click.option("--json", "as_json", is_flag=True, help="All that is known, as JSON.")
def wait(control: "ControlClient", timeout: str, *, as_json: bool, **filters: str | None) -> None:
    """Wait for a mail and show it; the status is 1 if none comes in time."""
    answer = control.read("/mockkf/messages", wait=60, query={**given(filters), "wait": timeout, "limit": 1})
    if not answer["messages"]:
        say(f"mockkf: {answer['instead']}", err=True)
        raise SystemExit(1)
    show(answer["messages"], as_json=as_json)


COMMANDS = (wait,)
