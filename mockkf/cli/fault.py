"""`mockkf fault`: make steps fail."""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from mockkf.cli.groups import Group
from mockkf.cli.output import say
from mockkf.cli.running_mock import MockCommand, option
from mockkf.cli.values import NumberValue, Value
from mockkf.config import number

if TYPE_CHECKING:
    from mockkf.remote import ControlClient


NUMBER = NumberValue(number(1, 10**9, "the number of a fault, from 1 on"))


@click.group(cls=Group)
def fault() -> None:
    """Plan, list and remove faults."""


def _places() -> Iterable[str]:
    from mockkf import faults

    return (*faults.STEPS, *faults.PRESETS)


def _members(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the names of the criteria, actions and limits that the chosen step allows."""
    del param
    from mockkf import faults

    where = str(ctx.params.get("where"))
    step = faults.PRESETS[where].step if where in faults.PRESETS else where
    names = (*faults.STEPS[step], *faults.at(step), *faults.WHEN) if step in faults.STEPS else ()
    return [CompletionItem(f"{name}=") for name in names if name.startswith(incomplete)]


@fault.command(cls=MockCommand)
@click.pass_obj
@click.argument("where", type=Value(choices=_places), metavar="WHERE")
@click.argument("members", nargs=-1, metavar="[NAME=VALUE]...", shell_complete=_members)
def add(control: "ControlClient", where: str, members: tuple[str, ...]) -> None:
    """Plan a fault; WHERE is a step or a preset.

    Two examples:

    mockkf fault add relay.recipient "reply=451 4.3.0 try later" times=3

    mockkf fault add gmail.bad_credentials times=1

    `mockkf fault steps` lists the steps and presets.
    """
    given = dict(_member(member) for member in members)
    say(_fault(control.send("POST", "/mockkf/faults", {**given, "step": where})))


@fault.command("list", cls=MockCommand)
@click.pass_obj
def list_faults(control: "ControlClient") -> None:
    """List the planned faults with their counts."""
    for planned in control.read("/mockkf/faults")["faults"]:
        say(_fault(planned))


@fault.command(cls=MockCommand)
@click.pass_obj
@click.argument("number", type=NUMBER, required=False)
def remove(control: "ControlClient", number: int | None) -> None:
    """Remove the fault with this number, or all faults."""
    control.ask("DELETE", "/mockkf/faults" if number is None else f"/mockkf/faults/{number}")


@fault.command(cls=MockCommand)
@click.pass_obj
def steps(control: "ControlClient") -> None:
    """List the steps and the presets.

    Each step is listed with its criteria and actions.
    """
    there = control.read("/mockkf/faults/steps")
    for step, known in there["steps"].items():
        say(f"{step}\n  for   {', '.join(known['criteria'])}\n  does  {', '.join(known['actions'])}")
    say("presets")
    for name, about in there["presets"].items():
        say(f"  {name:<36} {about}")


def _member(word: str) -> tuple[str, Any]:
    """Return name and value of NAME=VALUE; a JSON value is decoded, any other value is text."""
    name, value = option(word)
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _fault(planned: Mapping[str, Any]) -> str:
    members = {name: value for name, value in planned.items() if name not in {"id", "step", "seen", "fired"}}
    said = " ".join(f"{name}={json.dumps(value)}" for name, value in members.items())
    return f"{planned['id']:>4}  {planned['step']}  {said}  fired {planned['fired']} of {planned['seen']}"


COMMANDS = (fault,)
