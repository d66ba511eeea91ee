"""The parts of a mail as Mailpit divides them: one text, one HTML body, inline parts and attachments.

Its rules differ from those of `mockkf.mime`: text with a file name is still part of the text, and a part can be inline
and an attachment. The numbers of parts are the same.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cached_property

from mockkf.mime import MailContent, Part, header_text, numbered_leaves

TEXT, HTML, ANY = "text/plain", "text/html", "application/octet-stream"
ALTERNATIVE = "multipart/alternative"
BETWEEN = "\n--\n"
"""What Mailpit puts between the texts of one mail."""


@dataclass(frozen=True)
class MailPart:
    """One part with its number."""

    number: str
    part: Part

    @property
    def content_type(self) -> str:
        """The media type without parameters."""
        return self.part.content_type

    @cached_property
    def disposition(self) -> str:
        """The word in Content-Disposition, empty without one."""
        return self.part.disposition([]).value

    @cached_property
    def content(self) -> bytes:
        """The content without its transfer encoding."""
        return self.part.content([])

    @property
    def content_id(self) -> str:
        """The Content-ID without brackets, empty without one."""
        return self.part.content_id

    @cached_property
    def file_name(self) -> str:
        """The file name, else the Content-ID, else an empty text."""
        return self.part.filename([]) or self.content_id

    @property
    def is_attachment(self) -> bool:
        """Whether Mailpit counts it as an attachment."""
        return self.disposition == "attachment" or self.content_type == ANY

    @property
    def is_inline(self) -> bool:
        """Whether Mailpit counts it as inline."""
        return self.disposition == "inline"

    def is_body(self, content_type: str) -> bool:
        """Return whether it is text of this type and not marked as an attachment."""
        return self.content_type == content_type and self.disposition != "attachment"

    @property
    def is_file_alone(self) -> bool:
        """Whether it is a file if it is the whole mail."""
        return not (self.is_body(TEXT) or self.is_body(HTML))

    @property
    def is_other(self) -> bool:
        """Whether it is neither a body nor a file, so that Mailpit lists it with the inline parts."""
        return not self.disposition and self.content_type not in {TEXT, HTML, ANY}


class MailParts:
    """The parts of one mail, found on demand."""

    def __init__(self, raw: bytes) -> None:
        self._root = MailContent(raw).root

    @cached_property
    def all(self) -> tuple[MailPart, ...]:
        """The parts without children, in the order of the mail."""
        return tuple(MailPart(number, part) for number, part in numbered_leaves(self._root))

    def headers(self, names: Container[bytes]) -> Iterator[str]:
        """Yield the decoded values of the headers with one of these `names`, in lower case, in order."""
        return (header_text(value, []) for name, value in self._root.fields if name.lower() in names)

    @cached_property
    def _by_level(self) -> list[MailPart]:
        return sorted(self.all, key=lambda part: part.number.count("."))

    @cached_property
    def attachments(self) -> tuple[MailPart, ...]:
        """The attachments, level by level."""
        if self._is_single:
            return tuple(part for part in self.all if part.is_file_alone and not part.is_inline)
        return tuple(part for part in self._by_level if part.is_attachment)

    @cached_property
    def inlines(self) -> tuple[MailPart, ...]:
        """The parts that are marked as inline, level by level."""
        if self._is_single:
            return tuple(part for part in self.all if part.is_file_alone and part.is_inline)
        return tuple(part for part in self._by_level if part.is_inline)

    @property
    def others(self) -> tuple[MailPart, ...]:
        """The parts that are neither a body nor marked as a file."""
        return () if self._is_single else tuple(part for part in self._by_level if part.is_other)

    @property
    def files(self) -> tuple[MailPart, ...]:
        """All parts that Mailpit serves."""
        return (*self.inlines, *self.others, *self.attachments)

    @cached_property
    def texts(self) -> tuple[MailPart, ...]:
        """The parts that make the text: all, or of alternatives the first one."""
        if self._root.content_type == ALTERNATIVE:
            return tuple(part for part in self._by_level if part.is_body(TEXT))[:1]
        return tuple(part for part in self.all if part.is_body(TEXT))

    @property
    def html_part(self) -> MailPart | None:
        """The part that makes the HTML body; None without one."""
        return next((part for part in self.all if part.is_body(HTML)), None)

    @cached_property
    def text(self) -> str:
        """The texts as sent, joined; empty without any."""
        return BETWEEN.join(found.part.text_as_sent([]) for found in self.texts)

    @cached_property
    def html(self) -> str:
        """The HTML body as sent; empty without one. Treat it as untrusted."""
        found = self.html_part
        return found.part.text_as_sent([]) if found else ""

    @property
    def _is_single(self) -> bool:
        return not self._root.children
