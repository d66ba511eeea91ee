"""`mockkf sandbox`: whole mocks inside a running one."""

from typing import TYPE_CHECKING

import click

from mockkf.cli.output import say
from mockkf.cli.ready_file import exports
from mockkf.cli.running_mock import MockCommand, option

if TYPE_CHECKING:
    from mockkf.remote import ControlClient


@click.group()
def sandbox() -> None:
    """Keep whole mocks apart inside a running one."""


@sandbox.command("add", cls=MockCommand)
@click.pass_obj
@click.argument("name")
@click.argument("options", nargs=-1, metavar="[OPTION=VALUE]...")
def add_sandbox(control: "ControlClient", name: str, options: tuple[str, ...]) -> None:
    """Make one, and print the variables by which clients find it; options are those of `serve`: release=24.4."""
    given = dict(option(word) for word in options)
    made = control.send("POST", "/mockkf/sandboxes", {"name": name, "options": given})
    for line in exports(made["environ"]):
        say(line)


@sandbox.command("list", cls=MockCommand)
@click.pass_obj
def list_sandboxes(control: "ControlClient") -> None:
    """List those there are."""
    for one in control.read("/mockkf/sandboxes")["sandboxes"]:
        say(f"{one['name']:<24} {one['api']}")


@sandbox.command("remove", cls=MockCommand)
@click.pass_obj
@click.argument("name")
def remove_sandbox(control: "ControlClient", name: str) -> None:
    """Remove one, with all it holds."""
    control.ask("DELETE", f"/mockkf/sandboxes/{name}")


COMMANDS = (sandbox,)
