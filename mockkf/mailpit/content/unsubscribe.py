"""Checks the header List-Unsubscribe (RFC 2369) and finds its links."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

LINK = re.compile(r"<([^>]*)>")
COMMENT = re.compile(r"\([^)]*\)")
BETWEEN = re.compile(r"\s*,\s*")
KINDS = {
    "mailto:": re.compile(r"mailto:[a-z0-9]", re.IGNORECASE),
    "HTTP link": re.compile(r"https?://[a-z0-9]", re.IGNORECASE),
}
MOST = 2


@dataclass(frozen=True)
class Unsubscribe:
    """The links in the header, and what is wrong with it as one text."""

    links: tuple[str, ...]
    errors: str


def unsubscribe(header: str) -> Unsubscribe:
    """Return at most one mailto and one http(s) link of a header.

    >>> unsubscribe("<mailto:off@send.example>, <https://send.example/off>").links
    ('mailto:off@send.example', 'https://send.example/off')
    >>> unsubscribe("https://send.example/off").errors
    '"https://send.example/off" no valid unsubscribe links found'
    """
    said = COMMENT.sub("", header).strip()
    links = LINK.findall(said)
    for complaint, applies in COMPLAINTS.items():
        if applies(said, links):
            return Unsubscribe((), f'"{said}" {complaint}')
    good: dict[str, str] = {}
    errors = []
    for link in links:
        kind = _kind(link)
        trouble = _trouble(link, kind, good)
        if trouble or kind is None:
            errors.append(f'"{link}" {trouble}')
        else:
            good[kind] = link
    return Unsubscribe(tuple(good.values()), ", ".join(errors))


COMPLAINTS: dict[str, Callable[[str, list[str]], bool]] = {
    "no valid unsubscribe links found": lambda _, links: not links,
    "should be enclosed in <>": lambda said, _: not (said.startswith("<") and said.endswith(">")),
    "should include a maximum of one email and one HTTP link": lambda _, links: len(links) > MOST,
    "<> should be split with a comma and optional spaces": lambda said, _: (
        not all(BETWEEN.fullmatch(between) for between in LINK.split(said)[2:-1:2])
    ),
}
"""What can be wrong with a whole header."""


def _kind(link: str) -> str | None:
    return next((kind for kind, pattern in KINDS.items() if pattern.match(link)), None)


def _trouble(link: str, kind: str | None, good: dict[str, str]) -> str:
    """Return what is wrong with one link; empty if it is right."""
    if re.search(r"\s", link):
        return "should not contain spaces"
    if kind is None:
        return "should start with either http(s):// or mailto:"
    if kind in good:
        return f"should only contain one {kind}"
    try:
        urlsplit(link)
    except ValueError as error:
        return f"is not a URL: {error}"
    return ""
