"""`mockkf contract`: the rules of the contract."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mockkf.cli.output import say

if TYPE_CHECKING:
    from mockkf.command.reference import Filter


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

    wanted = reference.Filter(release, grade, endpoint)
    if scenario is not None:
        wanted = _recorded(wanted, scenario)
    say(reference.shown(wanted, form, shutil.get_terminal_size((80, 0)).columns))


def _recorded(wanted: "Filter", scenario: Path) -> "Filter":
    """Return `wanted` with the recordings of a scenario file, which hold in their own release only."""
    from dataclasses import replace

    from mockkf.errors import ConfigurationError
    from mockkf.scenario import recordings_in

    found = recordings_in(scenario)
    if found is None:
        raise ConfigurationError(f"scenario {scenario} has no [recordings]; `mockkf calibrate --scenario` writes them")
    if wanted.release and wanted.release.split(".")[:2] != found.release.split(".")[:2]:
        raise ConfigurationError(f"the recordings of {scenario} are of release {found.release}, not {wanted.release}")
    known = wanted.release or (found.release if found.release[:1].isdigit() else None)
    return replace(wanted, release=known, recordings=found.by_rule)


COMMANDS = (contract,)
