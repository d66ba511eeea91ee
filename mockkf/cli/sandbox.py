"""`mockkf sandbox`: separate mocks inside a running one."""

from typing import TYPE_CHECKING
from urllib.parse import quote

import click
from click.shell_completion import CompletionItem

from mockkf.cli.groups import Group
from mockkf.cli.output import say
from mockkf.cli.ready_file import exports
from mockkf.cli.running_mock import MockCommand, chosen_mock, option
from mockkf.cli.values import Value
from mockkf.errors import ConfigurationError

if TYPE_CHECKING:
    from mockkf.remote import ControlClient


@click.group(cls=Group)
def sandbox() -> None:
    """Create, list and remove sandboxes.

    A sandbox is a separate mock inside the running server.
    """


def _name(_: str, value: str) -> str:
    from mockkf.server import check_name

    return check_name(value)


def _there(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the names of the sandboxes; complete nothing if no mock answers."""
    del param
    try:
        there = chosen_mock(ctx).read("/mockkf/sandboxes")["sandboxes"]
    except ConfigurationError:
        return []
    return [CompletionItem(one["name"]) for one in there if one["name"].startswith(incomplete)]


@sandbox.command("add", cls=MockCommand)
@click.pass_obj
@click.argument("name", type=Value(_name, "name"))
@click.argument("options", nargs=-1, metavar="[OPTION=VALUE]...")
def add_sandbox(control: "ControlClient", name: str, options: tuple[str, ...]) -> None:
    """Create a sandbox and print its environment variables.

    OPTION is an option of `mockkf serve`, for example release=24.4.
    """
    given = dict(option(word) for word in options)
    made = control.send("POST", "/mockkf/sandboxes", {"name": name, "options": given})
    for line in exports(made["environ"]):
        say(line)


@sandbox.command("list", cls=MockCommand)
@click.pass_obj
def list_sandboxes(control: "ControlClient") -> None:
    """List the sandboxes with their addresses."""
    for one in control.read("/mockkf/sandboxes")["sandboxes"]:
        say(f"{one['name']:<24} {one['api']}")


@sandbox.command("remove", cls=MockCommand)
@click.pass_obj
@click.argument("name", type=Value(_name, "name"), shell_complete=_there)
def remove_sandbox(control: "ControlClient", name: str) -> None:
    """Remove a sandbox and everything in it."""
    control.ask("DELETE", f"/mockkf/sandboxes/{quote(name, safe='')}")


COMMANDS = (sandbox,)
