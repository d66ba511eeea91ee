"""Text for users: one line for a log, text that is safe in a terminal, numbers with nouns."""

import re
from collections.abc import Iterable

NOT_ASCII = re.compile(r"[^\x20-\x7e]")
KEPT = "\n\t"


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


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")
