"""The screen of one message: its heading, and what each of its tabs shows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mockkf.inbox.models.text import LONGEST, DialogueLine, TextPiece, dialogue, pieces
from mockkf.inbox.models.times import size
from mockkf.model import Attachment, MailContent, Message

TABS = ("html", "text", "headers", "source", "files", "dialogue", "trace", "links")
"""The tabs in the order of their keys 1 to 8."""

RASTER = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp"})
"""The types that a page may show; a picture in SVG can contain scripts."""

REMOTE = re.compile(
    r"(?:\b(?:src|srcset|background|poster)\s*=\s*[\"']?\s*|url\(\s*[\"']?\s*|<link\b[^>]*?\bhref\s*=\s*[\"']?\s*)"
    r"(?:https?:)?//([\w.-]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class File:
    """An attached file as the page lists it; only a picture `is_shown`."""

    number: int
    name: str
    media_type: str
    size: str
    sha256: str
    is_inline: bool
    is_shown: bool


@dataclass(frozen=True)
class Fact:
    """One line about the delivery of a message."""

    name: str
    value: str
    detail: str = ""


class MessageScreen:
    """One message as its screen shows it. Each tab reads only what it needs."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self._content: MailContent = message.content

    @property
    def subject(self) -> str:
        """The subject, or a note that there is none."""
        return self.message.subject or "(no subject)"

    @cached_property
    def addresses(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The names of the address headers, each with its addresses in words."""
        found = ((name, self._content.headers.addresses(name)) for name in ("From", "To", "Cc", "Bcc", "Reply-To"))
        return tuple((name, tuple(_shown(one.name, one.address) for one in known)) for name, known in found if known)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """What is known about the delivery."""
        return tuple(_facts(self.message))

    @cached_property
    def defects(self) -> tuple[str, ...]:
        """What was wrong in the message and its dialogue, and was accepted."""
        return (*self._content.defects, *self.message.envelope.defects)

    @cached_property
    def html(self) -> str | None:
        """The HTML body; None without one. Only its frame shows it."""
        return self._content.html

    @property
    def first_tab(self) -> str:
        """The tab that opens: the HTML, or the text of a message without HTML."""
        return "html" if self.html is not None else "text"

    @cached_property
    def remote_hosts(self) -> tuple[str, ...]:
        """The servers from which the HTML would load pictures, styles and fonts."""
        return tuple(sorted({found.lower() for found in REMOTE.findall((self.html or "")[:LONGEST])}))

    @cached_property
    def text(self) -> tuple[TextPiece, ...]:
        """The text body, with links."""
        return tuple(pieces(self._content.text[:LONGEST]))

    @cached_property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Each header with its decoded value, in order."""
        headers = self._content.headers
        return tuple((name, value) for name in headers for value in headers.all(name))

    @property
    def source(self) -> str:
        """The source, or its beginning."""
        return self.message.raw[:LONGEST].decode("utf-8", "replace")

    @property
    def is_source_cut(self) -> bool:
        """Whether the source is longer than what the page shows."""
        return len(self.message.raw) > LONGEST

    @cached_property
    def files(self) -> tuple[File, ...]:
        """The attached files."""
        return tuple(_file(number, file) for number, file in enumerate(self._content.attachments, 1))

    @property
    def dialogue(self) -> tuple[DialogueLine, ...]:
        """The SMTP dialogue."""
        return dialogue(self.message.transcript)

    @cached_property
    def links(self) -> tuple[str, ...]:
        """The addresses in text and HTML."""
        return self._content.links

    def count(self, tab: str) -> int:
        """Return the number beside the name of a tab; 0 shows none."""
        return {"files": len(self._content.file_names), "links": len(self.links)}.get(tab, 0)


def _shown(name: str, address: str) -> str:
    return f"{name} <{address}>" if name and address else name or address


def _file(number: int, file: Attachment) -> File:
    kind = file.content_type
    return File(
        number, file.filename or "without a name", kind, size(len(file.content)), file.sha256, file.is_inline,
        kind in RASTER,
    )  # fmt: skip


def _facts(message: Message) -> Iterator[Fact]:
    tls, login, target = message.tls, message.login, message.target
    yield Fact("Size", size(len(message.raw)))
    yield Fact(
        "TLS", tls.version if tls else "none, plain text", f"{tls.cipher}, SNI {tls.sni or 'none'}" if tls else ""
    )
    yield Fact("Login", f"{login.user}" if login else "none", login.mechanism if login else "")
    if target:
        yield Fact("Target", f"{target.host}:{target.port}")
    yield Fact(
        "Client", message.helo or "no HELO", f"{message.peer[0]}:{message.peer[1]}, {message.connection.listener}"
    )
