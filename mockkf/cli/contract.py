"""`mockkf contract`: the rules of the contract."""

import shutil

import click

from mockkf.cli.output import say


@click.command()
@click.option("--release", metavar="RELEASE", help="Only rules of this release.")
@click.option("--grade", metavar="GRADE", help="Only rules of this grade: documented, recorded or assumed.")
@click.option("--endpoint", metavar="ENDPOINT", help='Only rules about a call or a path, such as "PUT /SMTP".')
@click.option("--format", "form", default="text", metavar="FORMAT", help="text, json or markdown (default text).")
def contract(release: str | None, grade: str | None, endpoint: str | None, form: str) -> None:
    """Show the rules of the contract with Command.

    First come the sums of the grades. Each rule says what mockkf does, how sure we are that Command does it, the
    source, and which option changes it.
    """
    from mockkf.command import reference

    wanted = reference.Filter(release, grade, endpoint)
    say(reference.shown(wanted, form, shutil.get_terminal_size((80, 0)).columns))


COMMANDS = (contract,)
