"""`mockkf contract`: the rules of the contract."""

import shutil
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import click

from mockkf.cli.output import say
from mockkf.cli.values import ListedValue, Value


def _releases() -> Iterable[str]:
    releases: tuple[str, ...] = _reference().known_releases()
    return releases


def _release(name: str, value: Any) -> str:
    from mockkf.command import release

    return release(name, value)


def _reference() -> ModuleType:
    from mockkf.command import reference

    return reference


@click.command()
@click.option("--release", type=Value(_release, choices=_releases), help="Only rules of this release.")
@click.option("--grade", type=ListedValue(lambda: _reference().GRADES), help="Only rules of this grade.")
@click.option(
    "--endpoint",
    type=Value(choices=lambda: _reference().endpoints()),
    metavar="ENDPOINT",
    help='Only rules about a call or a path, such as "PUT /SMTP".',
)
@click.option(
    "--format", "form", default="text", type=ListedValue(lambda: _reference().FORMS), help="The format (default text)."
)
def contract(release: str | None, grade: str | None, endpoint: str | None, form: str) -> None:
    """Show the rules of the contract with Command.

    First come the sums of the grades. Each rule says what mockkf does, how sure we are that Command does it, the
    source, and which option changes it.
    """
    reference = _reference()
    wanted = reference.Filter(release, grade, endpoint)
    say(reference.shown(wanted, form, shutil.get_terminal_size((80, 0)).columns))


COMMANDS = (contract,)
