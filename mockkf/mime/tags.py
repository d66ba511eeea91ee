"""Tags: the names that a mail has on arrival, and the form of a name, both as in Mailpit."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from mockkf.mime import limits
from mockkf.mime.content import MailContent
from mockkf.mime.headers import Headers

LONGEST = 100
"""The maximum number of characters of a tag."""

FORBIDDEN = re.compile(r"[^a-zA-Z0-9_.@-]+")
PLUS = re.compile(r"\+([^@]*)@")
ADDRESSED = ("To", "Cc", "Bcc")

PLUS_OF_NO_ZONE = re.compile(rb"\+(?!(?<=[ \t]\+)\d{4}(?:[\s()]|\Z))")
"""A plus sign, but not that of a time zone in a date."""


def clean_tags(names: Iterable[str]) -> tuple[str, ...]:
    """Return the tags that `names` make, sorted; letter case is kept but makes no difference.

    Other characters than letters, digits and `-_.@` become one space. A tag has at most 100 characters.

    >>> clean_tags(["red", "a/b", "Blue", "blue", " ! "])
    ('a b', 'Blue', 'red')
    """
    found: dict[str, str] = {}
    for name in names:
        tag = FORBIDDEN.sub(" ", name).strip()[:LONGEST].rstrip()
        if tag:
            found.setdefault(tag.lower(), tag)
    return tuple(found[small] for small in sorted(found))


def arrival_tags(raw: bytes, recipients: Iterable[str] = ()) -> tuple[str, ...]:
    r"""Return the tags of a mail from its header X-Tags and from the `+tag` of its addresses; it never raises.

    `recipients` are those of the envelope, which may have addresses that no header has.

    >>> arrival_tags(b"X-Tags: Blue, red\r\nTo: ada+vip+new@example.com\r\n\r\n", ["bob+hidden@example.com"])
    ('Blue', 'hidden', 'new', 'red', 'vip')
    """
    recipients = tuple(recipients)
    if "+" in " ".join(recipients) or _may_have_tags(raw):
        return clean_tags(islice(_names(MailContent(raw).headers, recipients), limits.TAGS))
    return ()


def _may_have_tags(raw: bytes) -> bool:
    """Return whether tags are possible; nothing is parsed, because this is asked of every mail."""
    end = raw.find(b"\n\r\n", 0, limits.HEAD)
    head = raw[: end if end >= 0 else limits.HEAD]
    return b"x-tags" in head.lower() or PLUS_OF_NO_ZONE.search(head) is not None


def _names(headers: Headers, recipients: Iterable[str]) -> Iterator[str]:
    yield from headers.get("X-Tags", "").split(",")
    named = [found.address for name in ADDRESSED for found in headers.addresses(name)]
    sender = [found.address for found in headers.addresses("From")[:1]]
    for address in (*named, *recipients, *sender):
        tagged = PLUS.search(address)
        yield from tagged[1].split("+") if tagged else ()
