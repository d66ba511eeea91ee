"""What a command prints: nothing that comes from a mail can harm the terminal."""

import click

from mockkf.model import printable


def say(text: str, *, err: bool = False) -> None:
    """Print `text`, with what would move the cursor or change the direction of text escaped."""
    click.echo(printable(text), err=err)
