"""What lists and searches need of a mail, read once for each mail and kept as long as the mail itself."""

import weakref
from collections.abc import Iterable, Mapping
from functools import cached_property

from mockkf.mailpit.content.parts import MailParts
from mockkf.mailpit.content.plain_text import words
from mockkf.mailpit.content.snippet import snippet
from mockkf.mailpit.search import cleaned, folded
from mockkf.mime import Address, Headers, MailContent
from mockkf.model import Message

SEARCHED = ("From", "Subject", "To", "Cc", "Bcc", "Reply-To")
"""The headers that free text is compared with, before the sender of the envelope."""


KEPT = 4_000
"""The maximum number of characters of a search text that is kept; a longer one is made anew for each search."""


class MailDigest:
    """The values of one mail that lists show, and what its search text is made of."""

    def __init__(self, message: Message) -> None:
        self._raw = message.raw
        headers = MailContent(message.raw).headers
        self.subject = message.subject
        self.message_id = headers.get("Message-ID", "").strip("<> ") or f"{message.uid}@mailpit"
        self.sender = _sender(headers)
        self.to, self.cc, self.reply_to = (headers.addresses(name) for name in ("To", "Cc", "Reply-To"))
        self.bcc = _with_hidden(message.envelope.recipients, headers.addresses("Bcc"), (*self.to, *self.cc))
        self.return_path = message.envelope.sender

    @cached_property
    def _overview(self) -> tuple[str, int, int]:
        """The snippet, and the numbers of attachments and of inline parts."""
        parts = MailParts(self._raw)
        return snippet(parts), len(parts.attachments), len(parts.inlines)

    @property
    def snippet(self) -> str:
        """The first words of the body."""
        return self._overview[0]

    @property
    def attachments(self) -> int:
        """The number of attachments."""
        return self._overview[1]

    @property
    def inlines(self) -> int:
        """The number of inline parts."""
        return self._overview[2]

    @cached_property
    def names(self) -> Mapping[str, tuple[bytes, ...]]:
        """The names and addresses of each field in lower case, for comparison."""
        fields = {"from": (self.sender,), "to": self.to, "cc": self.cc, "bcc": self.bcc, "reply-to": self.reply_to}
        return {field: tuple(_folded(found)) for field, found in fields.items()}

    @cached_property
    def _free_text(self) -> str | None:
        """The text of a search if it is short, else None."""
        text = self._read_free_text()
        return text if len(text) <= KEPT else None

    @property
    def free_text(self) -> str:
        """All that free text is compared with."""
        kept = self._free_text
        return self._read_free_text() if kept is None else kept

    def _read_free_text(self) -> str:
        parts, headers = MailParts(self._raw), MailContent(self._raw).headers
        hidden = (found.address for found in self.bcc)
        body = words(parts.html, with_links=True) or parts.text
        files = (part.file_name for part in parts.attachments)
        said = (value for name in SEARCHED for value in headers.all(name))
        return cleaned(" ".join((*said, *hidden, self.return_path, body, *files)))


class DigestCache:
    """The digests of the mails that were looked at. A digest is forgotten together with its mail."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[weakref.ref[Message], MailDigest]] = {}

    def of(self, message: Message) -> MailDigest:
        """Return the digest of a mail."""
        key = id(message)
        kept = self._kept.get(key)
        if kept is not None and kept[0]() is message:
            return kept[1]
        digest = MailDigest(message)
        self._kept[key] = (weakref.ref(message, lambda _: self._kept.pop(key, None)), digest)
        return digest


def _sender(headers: Headers) -> Address:
    """Return the first address of From; a From without an address becomes a name."""
    found = next((found for found in headers.addresses("From") if found.address), None)
    return found or Address(headers.get("From", ""), "")


def _with_hidden(
    recipients: Iterable[str], named: tuple[Address, ...], others: Iterable[Address]
) -> tuple[Address, ...]:
    """Return the addresses of Bcc with every recipient that no header names."""
    known = {found.address.lower() for found in (*named, *others)}
    hidden = dict.fromkeys(recipient for recipient in recipients if recipient.lower() not in known)
    return (*named, *(Address("", recipient) for recipient in hidden))


def _folded(found: Iterable[Address]) -> Iterable[bytes]:
    for address in found:
        yield from (folded(address.name), folded(address.address))
