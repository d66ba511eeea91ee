"""The decoded content of a mail: headers, bodies, attached files. It is read on demand and never raises."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeVar

from mockkf.mime.bodies import body_text, files
from mockkf.mime.defects import Defects, shown, summary
from mockkf.mime.head import first_value, read_head
from mockkf.mime.headers import Headers
from mockkf.mime.links import links
from mockkf.mime.parameters import Parametrised
from mockkf.mime.part import BODIES, Part, walk
from mockkf.mime.tree import read_tree
from mockkf.mime.words import header_text

T = TypeVar("T")

MAILS = frozenset({"message/rfc822", "message/global"})
SHOWN_ELSEWHERE = frozenset({"text/plain", "text/html", "application/octet-stream"})


@dataclass(frozen=True)
class Attachment:
    """One attached file; `part_id` is its position in the mail, numbered as in Mailpit."""

    filename: str | None
    content_type: str
    content: bytes = field(repr=False)
    content_id: str | None = None
    disposition: str | None = None
    part_id: str = "0"

    @property
    def is_inline(self) -> bool:
        """Whether it is marked as inline, or is unmarked and neither text nor of unknown type, as in Mailpit."""
        return self.disposition == "inline" or (not self.disposition and self.content_type not in SHOWN_ELSEWHERE)

    @property
    def sha256(self) -> str:
        """The SHA-256 digest of the content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def message(self) -> "MailContent | None":
        """The content of an attached mail; None for any other file."""
        return MailContent(self.content) if self.content_type in MAILS else None


class MailContent:
    """The content of a mail. Its octets are parsed once, at the first access, and the result is cached.

    An unreadable part is empty, and `defects` describes it.
    """

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._structure: Defects = []

    @cached_property
    def root(self) -> Part:
        """The mail as a tree of parts."""
        return _total(lambda: read_tree(self.raw, self._structure), None, self._structure) or _unread(self.raw)

    @property
    def subject(self) -> str:
        """The decoded subject, empty without one; nothing else is parsed."""
        return subject_of(self.raw)

    @property
    def headers(self) -> Headers:
        """The decoded headers. Look-ups ignore letter case and return the first of several."""
        return Headers(_total(lambda: read_head(self.raw, 0, len(self.raw), []).fields, (), []))

    @property
    def text(self) -> str:
        """The plain text body, empty without one; lines end with a line feed."""
        return _total(lambda: body_text(self.root, "text/plain", []), None, []) or ""

    @property
    def html(self) -> str | None:
        """The HTML body; None without one. Treat it as untrusted."""
        return _total(lambda: body_text(self.root, "text/html", []), None, []) or None

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The attached files, in order: every part that is neither a body nor made of parts."""
        return tuple(_attachment(number, part, []) for number, part in self._files)

    @property
    def file_names(self) -> tuple[str, ...]:
        """The names of the attached files, in order, empty for a file without a name; no content is decoded."""
        return tuple(_filename(part, []) or "" for _, part in self._files)

    @property
    def links(self) -> tuple[str, ...]:
        """The http, https and mailto URLs in text and HTML, in order, each once."""
        return _total(lambda: links(self.text, self.html or ""), (), [])

    @property
    def defects(self) -> tuple[str, ...]:
        """The violations of standards that were repaired, one sentence each; this parses the whole mail."""
        root = self.root
        found = [*self._structure]
        for name, value in root.fields:
            _total(partial(header_text, value, found, f"header {name.decode('ascii')}"), "", found)
        for part in walk(root):
            if not part.children:
                _read_leaf(part, found)
        return summary(found)

    @property
    def _files(self) -> list[tuple[str, Part]]:
        return _total(lambda: [*files(self.root)], [], [])


def _attachment(number: str, part: Part, defects: Defects) -> Attachment:
    return Attachment(
        _filename(part, defects),
        part.content_type,
        _total(lambda: part.content(defects), part.source[part.body : part.end], defects),
        part.content_id or None,
        _total(lambda: part.disposition(defects).value, "", defects) or None,
        number,
    )


def _filename(part: Part, defects: Defects) -> str | None:
    return _total(lambda: part.filename(defects), None, defects)


def _read_leaf(part: Part, defects: Defects) -> None:
    """Read the whole part to collect its defects."""
    if part.content_type in BODIES and _filename(part, defects) is None:
        _total(lambda: part.text(defects), "", defects)
    else:
        _attachment("", part, defects)


def subject_of(raw: bytes) -> str:
    """Return the decoded subject of a mail, empty without one; nothing else is parsed."""
    return header_of(raw, b"subject")


def header_of(raw: bytes, name: bytes) -> str:
    r"""Return the decoded value of the first header `name`, in lower case, empty without one; nothing else is parsed.

    >>> header_of(b"From: a\r\nMessage-ID: <b@c>\r\n\r\n", b"message-id")
    '<b@c>'
    """
    return _total(lambda: header_text(first_value(raw, name) or b"", []), "", [])


def _unread(raw: bytes) -> Part:
    return Part(raw, 0, 0, len(raw), "text/plain", (), Parametrised("", {}))


def _total(read: Callable[[], T], otherwise: T, defects: Defects) -> T:
    """Return the result of `read`, or `otherwise` if it raises, which is a bug of this reader."""
    try:
        return read()
    except Exception as error:  # noqa: BLE001 - one mail must not break a search
        defects.append(f"not read, because the reader failed: {shown(repr(error))}")
        return otherwise
