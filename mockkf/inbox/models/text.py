"""Text with links, and the lines of a dialogue."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LINK = re.compile(r"\bhttps?://[^\s<>\"'\\^`{|}]+", re.IGNORECASE)
TRAILING = ".,;:!?*)]"
LONGEST = 512 * 1024
"""The maximum number of characters of one text that a page shows."""


@dataclass(frozen=True)
class TextPiece:
    """A piece of text; `href` is the address of a link, empty for plain text."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class DialogueLine:
    """One line of a dialogue: who said it (`C` or `S`, empty for a note), and whether it is a refusal."""

    who: str
    text: str
    is_refusal: bool = False


def pieces(text: str) -> Iterator[TextPiece]:
    """Yield `text` in pieces, so that each http address in it is a link.

    >>> [*pieces("see https://a.example/x.")]  # doctest: +ELLIPSIS
    [TextPiece(text='see ', href=''), TextPiece(text='https://a.example/x', href='https://a.example/x'), ...]
    """
    at = 0
    for found in LINK.finditer(text):
        address = found[0].rstrip(TRAILING)
        if found.start() > at:
            yield TextPiece(text[at : found.start()])
        yield TextPiece(address, address)
        at = found.start() + len(address)
    if at < len(text):
        yield TextPiece(text[at:])


def dialogue(transcript: str) -> tuple[DialogueLine, ...]:
    r"""Return the lines of an SMTP dialogue.

    >>> dialogue("S: 220 ready\nC: EHLO a\n")
    (DialogueLine(who='S', text='220 ready', is_refusal=False), DialogueLine(who='C', text='EHLO a', is_refusal=False))
    """
    return tuple(_line(line) for line in transcript.splitlines())


def _line(line: str) -> DialogueLine:
    who, colon, text = line.partition(": ")
    if who not in {"C", "S"} or not colon:
        return DialogueLine("", line)
    return DialogueLine(who, text, who == "S" and text[:1] in {"4", "5"})
