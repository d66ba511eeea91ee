"""Finds the URLs in a mail. Its HTML is untrusted, so no URL is ever requested.

It does not use `html.parser`, which on older Pythons needs minutes for some malformed HTML of a few hundred KiB.
"""

import html as entities
import re
from collections.abc import Iterator

SCHEMES = ("http://", "https://", "mailto:")
ADDRESS = re.compile(r"\b(?:https?://|mailto:)[^\s<>\"'\\^`{|}]+", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x20]+")
BRACKETS = {")": "(", "]": "["}

MARKUP = re.compile(r"<(?:(!--)|[!?]|/?([a-z][^\s/>]*))", re.IGNORECASE)
ATTRIBUTE = re.compile(r"[\s/]*([^\s/=>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*)))?")
ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}

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
    at = 0
    while match := MARKUP.search(html, at):
        yield from _in_text(_decoded(html[at : match.start()]))
        if match[1]:
            at = _after(html, "-->", match.end())
            continue
        at = match.end()
        while match[2] and (attribute := ATTRIBUTE.match(html, at)):
            at = attribute.end()
            yield from _led_to(attribute)
        at = _after(html, ">", at)
        if (match[2] or "").lower() in ENDS and html[match.start() + 1] != "/":
            end = ENDS[match[2].lower()].search(html, at)
            at = end.start() if end else len(html)
    yield from _in_text(_decoded(html[at:]))


def _led_to(attribute: re.Match[str]) -> Iterator[str]:
    if attribute[1].lower() in {"href", "src"}:
        # Browsers ignore line ends and other control characters in a URL.
        address = CONTROLS.sub("", _decoded(attribute[2] or attribute[3] or attribute[4] or ""))
        if address.casefold().startswith(SCHEMES):
            yield address


def _after(html: str, mark: str, at: int) -> int:
    end = html.find(mark, at)
    return end + len(mark) if end >= 0 else len(html)


def _decoded(text: str) -> str:
    try:
        return entities.unescape(text)
    except ValueError:  # a character reference with thousands of digits
        return text
