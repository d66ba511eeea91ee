"""What a command prints: nothing that comes from a mail can harm the terminal, and colour is only for a terminal."""

import os

import click

from mockkf.model import printable

WITHOUT_COLOUR = "NO_COLOR"
"""The environment variable that switches colour off: https://no-color.org."""


def say(text: str, *, err: bool = False, head: str = "", colour: str | None = None) -> None:
    """Print `text`, with what would move the cursor or change the direction of text escaped.

    `head` stands before the text in bold, and in `colour` if one is given; it is plain where no terminal reads it.
    """
    label = f"{click.style(head, fg=colour, bold=True)} " if head else ""
    click.echo(f"{label}{printable(text)}", err=err, color=None if wants_colour() else False)


def wants_colour() -> bool:
    """Return whether the user lets programs use colour; `click.echo` uses it only on a terminal."""
    return os.environ.get("TERM") != "dumb" and not os.environ.get(WITHOUT_COLOUR)
