"""What lists and searches need of a mail, read once for each mail and kept as long as the mail itself."""

import weakref
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from mockkf.mailpit.content.parts import MailParts
from mockkf.mailpit.content.plain_text import words
from mockkf.mailpit.content.snippet import snippet
from mockkf.mailpit.search import cleaned, folded
from mockkf.mime import Address, Headers, MailContent, header_of, subject_of
from mockkf.model import Message

SEARCHED = frozenset({b"from", b"subject", b"to", b"cc", b"bcc", b"reply-to"})
"""The headers that free text is compared with."""

KEPT = 4_000
"""The maximum number of characters of a search text that is kept; a longer one is made anew for each search."""


class People(NamedTuple):
    """The addresses of a mail; `bcc` also has the recipients that no header names."""

    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    reply_to: tuple[Address, ...]


class MailDigest:
    """The values of one mail that lists show, and its search text; each is read when it is first needed."""

    def __init__(self, message: Message) -> None:
        self._raw = message.raw
        self._recipients = message.envelope.recipients
        self._uid = message.uid_parts
        self.return_path = message.envelope.sender

    @cached_property
    def subject(self) -> str:
        """The decoded subject."""
        return subject_of(self._raw)

    @cached_property
    def message_id(self) -> str:
        """The Message-ID without brackets; made of the uid for a mail that has none."""
        return header_of(self._raw, b"message-id").strip("<> ") or f"{self._uid}@mailpit"

    @cached_property
    def people(self) -> People:
        """The addresses."""
        headers = MailContent(self._raw).headers
        to, cc, bcc, reply_to = (headers.addresses(name) for name in ("To", "Cc", "Bcc", "Reply-To"))
        return People(_sender(headers), to, cc, _with_hidden(self._recipients, bcc, (*to, *cc)), reply_to)

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
        sender, to, cc, bcc, reply_to = self.people
        fields = {"from": (sender,), "to": to, "cc": cc, "bcc": bcc, "reply-to": reply_to}
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
        parts = MailParts(self._raw)
        body = words(parts.html, with_links=True) or parts.text
        files = (part.file_name for part in parts.attachments)
        return cleaned(" ".join((*parts.headers(SEARCHED), *self._recipients, self.return_path, body, *files)))


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
