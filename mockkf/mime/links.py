"""Finds the URLs in a mail. Its HTML is untrusted, so no URL is ever requested."""

import re
from collections.abc import Iterator

from mockkf.mime.markup import Tag, pieces

SCHEMES = ("http://", "https://", "mailto:")
ADDRESS = re.compile(r"\b(?:https?://|mailto:)[^\s<>\"'\\^`{|}]+", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x20]+")
BRACKETS = {")": "(", "]": "["}

LONGEST = 1024 * 1024
"""Maximum number of characters of text, and of HTML, that are searched."""


def links(text: str, html: str) -> tuple[str, ...]:
    """Return the http, https and mailto URLs in text and HTML, in order, each once.

    >>> links("See https://a.example/x).", '<a href="https://b.example/?a=1&amp;b=2">b</a>')
    ('https://a.example/x', 'https://b.example/?a=1&b=2')
    """
    return tuple(dict.fromkeys([*_in_text(text[:LONGEST]), *_in_html(html[:LONGEST])]))


def _in_text(text: str) -> Iterator[str]:
    for match in ADDRESS.finditer(text):
        address = _without_punctuation(match[0])
        if address.casefold() not in SCHEMES:
            yield address


def _without_punctuation(address: str) -> str:
    """Return `address` without trailing punctuation of the sentence, such as an unmatched closing bracket."""
    unopened = {last: address.count(last) - address.count(first) for last, first in BRACKETS.items()}
    end = len(address)
    while end and (address[end - 1] in ".,;:!?*" or unopened.get(address[end - 1], 0) > 0):
        end -= 1
        if address[end] in unopened:
            unopened[address[end]] -= 1
    return address[:end]


def _in_html(html: str) -> Iterator[str]:
    """Yield the URLs in attributes and in visible text, but not in comments, scripts and styles."""
    for piece in pieces(html):
        yield from _led_to(piece) if isinstance(piece, Tag) else _in_text(piece)


def _led_to(tag: Tag) -> Iterator[str]:
    for name, value in tag.attributes:
        if name in {"href", "src"}:
            # Browsers ignore line ends and other control characters in a URL.
            address = CONTROLS.sub("", value)
            if address.casefold().startswith(SCHEMES):
                yield address
