"""Text for users: one line for a log, text that is safe in a terminal, numbers with nouns."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

NOT_ASCII = re.compile(r"[^\x20-\x7e]")
KEPT = "\n\t"

LISTED = 40
"""The maximum number of names that a message lists."""


def on_one_line(text: str) -> str:
    r"""Return `text` as one line of printable ASCII; other characters are escaped.

    >>> print(on_one_line("f\u00fcr" + chr(10)))
    f\u00fcr\u000a
    """
    return NOT_ASCII.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def printable(text: str) -> str:
    r"""Return `text` with control characters and bidi overrides escaped, so that it is safe in a terminal.

    Line ends, tabs and the letters of all scripts are kept.

    >>> printable("a" + chr(27) + "[2J" + chr(0x202E)) == r"a\x1b[2J\u202e"
    True
    """
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() or letter in KEPT else _escaped(letter) for letter in text)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural if needed.

    >>> counted(1, "call"), counted(2, "call")
    ('1 call', '2 calls')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def in_one_phrase(names: Iterable[str]) -> str:
    """Return names as a phrase, "none" without one.

    >>> in_one_phrase(["Folder"]), in_one_phrase(["Safe", "Folder", "Object"])
    ('Folder', 'Safe, Folder and Object')
    """
    *others, last = [*names] or ["none"]
    return f"{', '.join(others)} and {last}" if others else last


def hint(given: str, names: Iterable[str]) -> str:
    """Return the nearest of the names as a question, or else the names; letter case does not count.

    >>> hint("Subjct", ["to", "subject"]), hint("colour", ["to", "subject"]), hint("x", [])
    ("did you mean 'subject'?", 'there are: to, subject', 'there are none')
    """
    known = [*names]
    near = get_close_matches(given.casefold(), [name.casefold() for name in known], 1)
    if near:
        return f"did you mean '{next(name for name in known if name.casefold() == near[0])}'?"
    more = f" and {len(known) - LISTED} more" if len(known) > LISTED else ""
    return f"there are: {', '.join(known[:LISTED])}{more}" if known else "there are none"


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")
