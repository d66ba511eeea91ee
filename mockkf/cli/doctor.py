"""`mockkf doctor`: find out why something does not work."""

import os
import shlex
from pathlib import Path

import click
from click.core import ParameterSource

from mockkf.cli.checks import Check, Finding, Surroundings
from mockkf.cli.output import say, wrapped
from mockkf.cli.running_mock import USUAL, chosen_mock, mock_options
from mockkf.errors import ConfigurationError

OK, PROBLEM = "ok      ", "problem "

CHOOSING = ("url", "ready_file")
"""The options that choose a mock."""


@click.command(params=mock_options())
@click.pass_context
def doctor(ctx: click.Context, /, **_: object) -> None:
    """Find out why something does not work.

    Checks the ports of `mockkf serve`, the running mock, and the trust, proxies and variables of this shell. Each line
    says what is right, or what is wrong and what to do. The exit status is 1 if there is a problem.
    """
    there = _surroundings(ctx)
    found = [finding for check in Check.known() for finding in check.findings(there)]
    for finding in found:
        _print(finding)
    problems = sum(not finding.is_ok for finding in found)
    say(f"{problems or 'no'} problem{'' if problems == 1 else 's'}")
    ctx.exit(1 if problems else 0)


def _print(finding: Finding) -> None:
    head, colour = (OK, "green") if finding.is_ok else (PROBLEM, "red")
    say(wrapped([finding.sentence, finding.advice], len(head) + 1), head=head, colour=colour)


def _surroundings(ctx: click.Context) -> Surroundings:
    """Return this shell, and the mock that the options choose, if it answers."""
    chosen = any(ctx.get_parameter_source(name) is not ParameterSource.DEFAULT for name in CHOOSING)
    ready_file = ctx.params["ready_file"]
    url = ctx.params["url"] or USUAL
    try:
        control = chosen_mock(ctx)
        addresses = control.read("/mockkf/ready")
        ca_pem = control.ask("GET", "/mockkf/ca.pem").content.decode("ascii")
    except ConfigurationError as error:
        return Surroundings(os.environ, url, chosen, silence=str(error))
    origin = f"{control.origin}{control.prefix}"
    return Surroundings(os.environ, origin, chosen, "", addresses, ca_pem, _setting(ready_file or "FILE"))


def _setting(ready_file: Path | str) -> str:
    """Return the command that sets the variables of a mock in a shell."""
    return f'eval "$(mockkf env --ready-file {shlex.quote(str(ready_file))})"'


COMMANDS = (doctor,)
