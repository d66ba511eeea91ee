"""`mockkf run -- COMMAND`: one command with the environment variables for clients of a running mock."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

import click

from mockkf.cli.client_command import ClientCommand, client_variables, tell_winners
from mockkf.cli.output import say
from mockkf.model import child_environment

IGNORED = ("SIGPIPE", "SIGXFSZ")
"""The signals that Python ignores, which a new program would go on to ignore."""

NOT_FOUND, NOT_EXECUTABLE = 127, 126
"""The exit statuses of a shell for a command that it cannot run."""


@click.command(cls=ClientCommand, context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@click.pass_context
def run(ctx: click.Context, command: tuple[str, ...]) -> None:
    """Run a command whose clients find and trust a running mock.

    The command gets the variables of `mockkf env`, without those that would win over them. Signals and the exit status
    are those of the command.
    """
    environment = child_environment(client_variables(ctx), os.environ)
    tell_winners()
    try:
        _become(command, environment)
    except OSError as error:
        say(f"mockkf: cannot run {command[0]}: {error.strerror}", err=True)
        raise SystemExit(NOT_FOUND if isinstance(error, FileNotFoundError) else NOT_EXECUTABLE) from None


def _become(command: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
    """Replace this process by the command; on Windows, where that is not possible, wait for it."""
    if sys.platform == "win32":
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the console sends it to the command too
        raise SystemExit(subprocess.run(command, env=environment, check=False).returncode)  # noqa: S603 - the user's
    sys.stdout.flush()
    sys.stderr.flush()
    names = (name for name in IGNORED if hasattr(signal, name))
    before = {number: signal.signal(number, signal.SIG_DFL) for number in (getattr(signal, name) for name in names)}
    try:
        os.execvpe(command[0], [*command], environment)  # noqa: S606 - the user's command
    finally:  # only if it cannot be started
        for number, handler in before.items():
            signal.signal(number, handler)


COMMANDS = (run,)
