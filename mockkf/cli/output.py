"""What a command prints: nothing that comes from a mail can harm the terminal, and colour is only for a terminal."""

import os
import shutil
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

import click

from mockkf.model import printable

WITHOUT_COLOUR = "NO_COLOR"
"""The environment variable that switches colour off: https://no-color.org."""


USUAL_WIDTH = 80

NARROWEST, LONGEST = 40, 120
"""The limits of the width of a line, however wide the terminal is."""

WRAPPING: Mapping[str, Any] = {"break_long_words": False, "break_on_hyphens": False, "subsequent_indent": "  "}


def say(text: str, *, err: bool = False, head: str = "", colour: str | None = None) -> None:
    """Print `text`, with what would move the cursor or change the direction of text escaped.

    `head` stands before the text in bold, and in `colour` if one is given; it is plain where no terminal reads it.
    """
    label = f"{click.style(head, fg=colour, bold=True)} " if head else ""
    click.echo(f"{label}{printable(text)}", err=err, color=None if wants_colour() else False)


def wrapped(texts: Iterable[str], margin: int) -> str:
    """Return the texts that are not empty, each on lines of its own, as wide as the terminal less `margin`.

    All lines but the first are indented by `margin`; a word is never divided.
    """
    width = min(shutil.get_terminal_size((USUAL_WIDTH, 0)).columns, LONGEST)
    lines = (line for text in texts for line in textwrap.wrap(text, max(width, NARROWEST) - margin, **WRAPPING))
    return f"\n{' ' * margin}".join(lines)


def wants_colour() -> bool:
    """Return whether the user lets programs use colour; `click.echo` uses it only on a terminal."""
    return os.environ.get("TERM") != "dumb" and not os.environ.get(WITHOUT_COLOUR)
