"""`mockkf env`: the environment variables for clients of a running mock."""

import os

import click

from mockkf.cli.client_command import ClientCommand, client_variables, tell_winners
from mockkf.cli.output import say
from mockkf.cli.shells import ShellSyntax
from mockkf.model import UNSET

WARNING = (
    "these variables change the trust of all programs that this shell starts: most then trust only the mock's CA. "
    "`mockkf run -- COMMAND` sets them for one command."
)


@click.command(cls=ClientCommand)
@click.option(
    "--shell", type=click.Choice([*ShellSyntax.known]), default="sh", help="The syntax of the lines (default sh)."
)
@click.pass_context
def env(ctx: click.Context, shell: str) -> None:
    """Print lines that set the environment variables for clients of a running mock.

    In a shell: eval "$(mockkf env)". They lead clients to the mock and let them trust it; variables that would win over
    them are removed. `mockkf run` sets them for one command only.
    """
    syntax = ShellSyntax.known[shell]
    for line in syntax.lines(client_variables(ctx), UNSET):
        say(line)
    say(f"mockkf: {WARNING}", err=True)
    for name in () if syntax.can_unset else (name for name in UNSET if name in os.environ):
        say(f"mockkf: {shell} cannot remove {name}, remove it yourself: {UNSET[name]}", err=True)
    tell_winners()


COMMANDS = (env,)
