"""`mockkf contract`: the rules of the contract."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from mockkf.cli.output import say


@click.command()
@click.option("--release", metavar="RELEASE", help="Only rules of this release.")
@click.option("--grade", metavar="GRADE", help="Only rules of this grade: documented, recorded or assumed.")
@click.option("--endpoint", metavar="ENDPOINT", help='Only rules about a call or a path, such as "PUT /SMTP".')
@click.option(
    "--scenario",
    type=click.Path(path_type=Path),
    help="Show what `mockkf calibrate` recorded in this scenario file.",
)
@click.option("--format", "form", default="text", metavar="FORMAT", help="text, json or markdown (default text).")
def contract(release: str | None, grade: str | None, endpoint: str | None, scenario: Path | None, form: str) -> None:
    """Show the rules of the contract with Command.

    First come the sums of the grades. Each rule says what mockkf does, how sure we are that Command does it, the
    source, and which option changes it.
    """
    from mockkf.command import reference

    recordings: Mapping[str, Any] = {}
    if scenario is not None:
        release, recordings = _recorded(release, scenario)
    wanted = reference.Filter(release, grade, endpoint, recordings)
    say(reference.shown(wanted, form, shutil.get_terminal_size((80, 0)).columns))


def _recorded(release: str | None, scenario: Path) -> tuple[str | None, Mapping[str, Any]]:
    """Return the release and the recordings of a scenario file, which hold in their own release only."""
    from mockkf.errors import ConfigurationError
    from mockkf.scenario import recordings_in

    found = recordings_in(scenario)
    if found is None:
        raise ConfigurationError(f"scenario {scenario} has no [recordings]; `mockkf calibrate --scenario` writes them")
    if release and release.split(".")[:2] != found.release.split(".")[:2]:
        raise ConfigurationError(f"the recordings of {scenario} are of release {found.release}, not {release}")
    return release or (found.release if found.release[:1].isdigit() else None), found.by_rule


COMMANDS = (contract,)
