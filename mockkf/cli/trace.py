"""`mockkf trace`: print the trace of a call."""

from typing import TYPE_CHECKING

import click

from mockkf.cli.output import say
from mockkf.cli.running_mock import MockCommand
from mockkf.cli.values import NumberValue
from mockkf.config import number
from mockkf.errors import ConfigurationError

if TYPE_CHECKING:
    from mockkf.remote import ControlClient


NUMBER = NumberValue(number(1, 10**9, "the number of a call, from 1 on"))


@click.command(cls=MockCommand)
@click.pass_obj
@click.argument("number", type=NUMBER, required=False)
def trace(control: "ControlClient", number: int | None) -> None:
    """Print the trace of an API call.

    NUMBER is the id of the call; the default is the last call. A trace shows each step, the faults that fired, and the
    mail.
    """
    if number is None:
        total = control.read("/mockkf/traces", query={"limit": 0})["total"]
        if not total:
            raise ConfigurationError("the journal has no calls yet")
        [trace, *_] = control.read("/mockkf/traces", query={"start": total - 1})["traces"]
    else:
        trace = control.read(f"/mockkf/traces/{number}")
    say(trace["text"])


COMMANDS = (trace,)
