"""`mockkf contract`: the rules of the contract."""

import shutil

import click

from mockkf.cli.output import say


@click.command()
@click.option("--release", metavar="RELEASE", help="Only rules of this release.")
@click.option("--grade", metavar="GRADE", help="Only rules of this grade: documented, recorded or assumed.")
@click.option("--format", "form", default="text", metavar="FORMAT", help="text, json or markdown (default text).")
def contract(release: str | None, grade: str | None, form: str) -> None:
    """Show the rules of the contract with Command.

    Each rule says what mockkf does, how sure we are that Command does it, and which option changes it.
    """
    from mockkf.command import reference

    say(reference.shown(release, grade, form, shutil.get_terminal_size((160, 0)).columns))


COMMANDS = (contract,)
