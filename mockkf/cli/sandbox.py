"""`mockkf sandbox`: separate mocks inside a running one."""

from typing import TYPE_CHECKING

import click

from mockkf.cli.client_command import variables_of
from mockkf.cli.output import say
from mockkf.cli.running_mock import MockCommand, option
from mockkf.cli.shells import ShellSyntax

if TYPE_CHECKING:
    from mockkf.remote import ControlClient


@click.group()
def sandbox() -> None:
    """Create, list and remove sandboxes.

    A sandbox is a separate mock inside the running server.
    """


@sandbox.command("add", cls=MockCommand)
@click.pass_obj
@click.argument("name")
@click.argument("options", nargs=-1, metavar="[OPTION=VALUE]...")
def add_sandbox(control: "ControlClient", name: str, options: tuple[str, ...]) -> None:
    """Create a sandbox and print its environment variables.

    OPTION is an option of `mockkf serve`, for example release=24.4.
    """
    given = dict(option(word) for word in options)
    made = control.send("POST", "/mockkf/sandboxes", {"name": name, "options": given})
    for line in ShellSyntax.known["sh"].lines(variables_of(made, control)):
        say(line)


@sandbox.command("list", cls=MockCommand)
@click.pass_obj
def list_sandboxes(control: "ControlClient") -> None:
    """List the sandboxes with their addresses."""
    for one in control.read("/mockkf/sandboxes")["sandboxes"]:
        say(f"{one['name']:<24} {one['api']}")


@sandbox.command("remove", cls=MockCommand)
@click.pass_obj
@click.argument("name")
def remove_sandbox(control: "ControlClient", name: str) -> None:
    """Remove a sandbox and everything in it."""
    control.ask("DELETE", f"/mockkf/sandboxes/{name}")


COMMANDS = (sandbox,)
