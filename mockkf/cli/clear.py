"""`mockkf clear`: empty mailbox and journal."""

from typing import TYPE_CHECKING

import click

from mockkf.cli.output import say
from mockkf.cli.running_mock import MockCommand
from mockkf.model import counted

if TYPE_CHECKING:
    from mockkf.remote import ControlClient


@click.command(cls=MockCommand)
@click.pass_obj
def clear(control: "ControlClient") -> None:
    """Empty the mailbox and the journal.

    Nothing else changes: profile, vaults, faults, sandboxes and options stay, and the ids of messages and calls go on.
    """
    messages = control.send("DELETE", "/mockkf/messages")["removed"]
    calls = control.send("DELETE", "/mockkf/journal")["removed"]
    say(f"removed {counted(messages, 'message')} and {counted(calls, 'call')}")


COMMANDS = (clear,)
