"""A mail as MailHog shows it: everything undecoded."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mockkf.mailpit.content import rfc3339
from mockkf.mime import MailContent, Part
from mockkf.model import Message

NAMED: Mapping[str, Callable[[Message], Iterable[str]]] = {
    "from": lambda message: (message.envelope.sender,),
    "to": lambda message: message.envelope.recipients,
    "containing": lambda message: (message.raw.decode("utf-8", "replace"),),
}
"""What each kind of search looks at."""

KINDS = tuple(NAMED)


def matches(message: Message, kind: str, text: str) -> bool:
    """Return whether the mail has `text`, in any letter case, where this kind of search looks."""
    return any(text.lower() in said.lower() for said in NAMED[kind](message))


def item_view(message: Message) -> dict[str, Any]:
    """Return a mail as an item of a list."""
    envelope, root = message.envelope, MailContent(message.raw).root
    return {
        "ID": message.uid,
        "From": _path(envelope.sender),
        "To": [_path(recipient) for recipient in envelope.recipients],
        "Content": _content(root),
        "Created": rfc3339(message.received),
        "MIME": {"Parts": [_content(part) for part in root.children]} if root.children else None,
        "Raw": {
            "From": envelope.sender,
            "To": [*envelope.recipients],
            "Data": _text(message.raw),
            "Helo": message.helo or "",
        },
    }


def _path(address: str) -> dict[str, Any]:
    mailbox, _, domain = address.rpartition("@")
    return {"Relays": None, "Mailbox": mailbox, "Domain": domain, "Params": ""}


def _content(part: Part) -> dict[str, Any]:
    headers: dict[str, list[str]] = {}
    for name, value in part.headers_as_sent:
        headers.setdefault(name, []).append(value)
    body = part.source[part.body : part.end]
    return {"Headers": headers, "Body": _text(body), "Size": len(body), "MIME": None}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
