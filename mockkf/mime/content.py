"""What a mail holds, decoded: headers, bodies, attached files. It is read when asked for, and no mail makes it fail."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeVar

from mockkf.mime.bodies import body_text, files
from mockkf.mime.defects import Defects, shown, summary
from mockkf.mime.head import first, first_value, read_head, unfolded
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
    """One attached file; `part_id` is its place in the mail, numbered as Mailpit does."""

    filename: str | None
    content_type: str
    content: bytes = field(repr=False)
    content_id: str | None = None
    disposition: str | None = None
    part_id: str = "0"

    @property
    def is_inline(self) -> bool:
        """Whether it is marked as inline, or not marked and neither text nor of an unknown type, as Mailpit has it."""
        return self.disposition == "inline" or (not self.disposition and self.content_type not in SHOWN_ELSEWHERE)

    @property
    def sha256(self) -> str:
        """The digest of its content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def message(self) -> "MailContent | None":
        """What an attached mail holds; None for any other file."""
        return MailContent(self.content) if self.content_type in MAILS else None


class MailContent:
    """A mail read from its octets: once, when first asked; whoever keeps this keeps what was read.

    What cannot be read is empty, and `defects` says so.
    """

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._structure: Defects = []

    @cached_property
    def root(self) -> Part:
        """The mail as a tree of parts."""
        return _total(lambda: read_tree(self.raw, self._structure), _unread(self.raw), self._structure)

    @property
    def subject(self) -> str:
        """The decoded subject, empty if there is none; nothing else is read for it."""
        return subject_of(self.raw)

    @property
    def headers(self) -> Headers:
        """The decoded headers; look-up by any letter case, the first of several."""
        return Headers(_total(lambda: read_head(self.raw, 0, len(self.raw), []).fields, (), []))

    @property
    def text(self) -> str:
        """The plain text body, empty if there is none; lines end in a line feed."""
        return _total(lambda: body_text(self.root, "text/plain", []), None, []) or ""

    @property
    def html(self) -> str | None:
        """The HTML body; None if there is none. It is hostile until proven otherwise."""
        return _total(lambda: body_text(self.root, "text/html", []), None, []) or None

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The attached files, in order: every part that is neither a body nor made of parts."""
        return tuple(_attachment(number, part, []) for number, part in self._files)

    @property
    def file_names(self) -> tuple[str, ...]:
        """The names of the attached files, in order, empty where there is none; their content is not decoded."""
        return tuple(_filename(part, []) or "" for _, part in self._files)

    @property
    def links(self) -> tuple[str, ...]:
        """The http, https and mailto addresses in text and HTML, in order, each once."""
        return _total(lambda: links(self.text, self.html or ""), (), [])

    @property
    def defects(self) -> tuple[str, ...]:
        """What is not as the standards ask and was mended, a sentence each; everything is read for it."""
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
    content_id = unfolded(first(part.fields, b"content-id") or b"").decode("latin-1").strip("<> \t")
    return Attachment(
        _filename(part, defects),
        part.content_type,
        _total(lambda: part.content(defects), part.source[part.body : part.end], defects),
        content_id or None,
        _total(lambda: part.disposition(defects).value, "", defects) or None,
        number,
    )


def _filename(part: Part, defects: Defects) -> str | None:
    return _total(lambda: part.filename(defects), None, defects)


def _read_leaf(part: Part, defects: Defects) -> None:
    """Read all of it, to see what there is to be mended."""
    if part.content_type in BODIES and _filename(part, defects) is None:
        _total(lambda: part.text(defects), "", defects)
    else:
        _attachment("", part, defects)


def subject_of(raw: bytes) -> str:
    """The decoded subject of a mail, empty if there is none; nothing else is read for it."""
    return _total(lambda: header_text(first_value(raw, b"subject") or b"", []), "", [])


def _unread(raw: bytes) -> Part:
    return Part(raw, 0, 0, len(raw), "text/plain", (), Parametrised("", {}))


def _total(read: Callable[[], T], otherwise: T, defects: Defects) -> T:
    """What `read` gives; if it fails, which is a defect of this reader, `otherwise`."""
    try:
        return read()
    except Exception as error:  # noqa: BLE001 - no mail may break a search
        defects.append(f"not read, since the reader failed: {shown(repr(error))}")
        return otherwise
