"""`mockkf contract`: the rules of the contract."""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from mockkf.cli.output import say
from mockkf.cli.values import ListedValue, Value
from mockkf.errors import ConfigurationError


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
    "--scenario",
    type=click.Path(path_type=Path),
    help="Show what `mockkf calibrate` recorded in this scenario file.",
)
@click.option(
    "--format", "form", default="text", type=ListedValue(lambda: _reference().FORMS), help="The format (default text)."
)
def contract(release: str | None, grade: str | None, endpoint: str | None, scenario: Path | None, form: str) -> None:
    """Show the rules of the contract with Command.

    First come the sums of the grades. Each rule says what mockkf does, how sure we are that Command does it, the
    source, and which option changes it.
    """
    reference = _reference()
    recordings: Mapping[str, Any] = {}
    if scenario is not None:
        release, recordings = _recorded(release, scenario)
    wanted = reference.Filter(release, grade, endpoint, recordings)
    say(reference.shown(wanted, form, shutil.get_terminal_size((80, 0)).columns))


def _recorded(release: str | None, scenario: Path) -> tuple[str | None, Mapping[str, Any]]:
    """Return the release and the recordings of a scenario file, which hold in their own release only."""
    from mockkf.scenario import recordings_in

    found = recordings_in(scenario)
    if found is None:
        raise ConfigurationError(f"scenario {scenario} has no [recordings]; `mockkf calibrate --scenario` writes them")
    if release and release.split(".")[:2] != found.release.split(".")[:2]:
        raise ConfigurationError(f"the recordings of {scenario} are of release {found.release}, not {release}")
    return release or (found.release if found.release[:1].isdigit() else None), found.by_rule


COMMANDS = (contract,)
