"""`mockkf contract`: the register of rules."""

import shutil

import click

from mockkf.cli.output import say


@click.command()
@click.option("--release", metavar="RELEASE", help="Only what holds in this release.")
@click.option("--grade", metavar="GRADE", help="Only what is documented, recorded or assumed.")
@click.option("--format", "form", default="text", metavar="FORMAT", help="text, json or markdown (the whole page).")
def contract(release: str | None, grade: str | None, form: str) -> None:
    """Show what mockkf does, how sure we are that Command does it, and which option changes it."""
    from mockkf.command import reference

    say(reference.shown(release, grade, form, shutil.get_terminal_size((160, 0)).columns))


COMMANDS = (contract,)
