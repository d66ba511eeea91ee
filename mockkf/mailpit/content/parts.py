"""The parts of a mail as Mailpit divides them: one text, one HTML body, inline parts and attachments.

Its rules differ from those of `mockkf.mime`: text with a file name is still part of the text, and a part can be inline
and an attachment. The numbers of parts are the same.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from mockkf.mime import MailContent, Part, numbered_leaves, walk

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
        """The parts without children, level by level."""
        numbers = {id(part): number for number, part in numbered_leaves(self._root)}
        return tuple(MailPart(numbers[id(part)], part) for part in _by_level(self._root) if not part.children)

    @property
    def attachments(self) -> tuple[MailPart, ...]:
        """The attachments."""
        if self._is_single:
            return tuple(part for part in self.all if not self._is_text_alone and not part.is_inline)
        return tuple(part for part in self.all if part.is_attachment)

    @property
    def inlines(self) -> tuple[MailPart, ...]:
        """The inline parts; those that are not marked are not among them, as Mailpit counts."""
        if self._is_single:
            return tuple(part for part in self.all if not self._is_text_alone and part.is_inline)
        return tuple(part for part in self.all if part.is_inline)

    @property
    def others(self) -> tuple[MailPart, ...]:
        """The parts that are neither a body nor marked as a file."""
        return () if self._is_single else tuple(part for part in self.all if part.is_other)

    def get(self, number: str) -> MailPart | None:
        """Return the inline part, other part or attachment with this number; None without one."""
        return next(
            (part for part in (*self.inlines, *self.others, *self.attachments) if part.number == number), None
        )

    @property
    def texts(self) -> tuple[Part, ...]:
        """The parts that make the text."""
        if self._root.content_type == ALTERNATIVE:
            return tuple(self._bodies(TEXT, _by_level))[:1]
        return tuple(self._bodies(TEXT, walk))

    @property
    def html_part(self) -> Part | None:
        """The part that makes the HTML body; None without one."""
        return next(self._bodies(HTML, walk), None)

    @cached_property
    def text(self) -> str:
        """The texts as sent, joined; empty without any."""
        return BETWEEN.join(part.text_as_sent([]) for part in self.texts)

    @cached_property
    def html(self) -> str:
        """The HTML body as sent; empty without one. Treat it as untrusted."""
        return self.html_part.text_as_sent([]) if self.html_part else ""

    def _bodies(self, content_type: str, order: Callable[[Part], Iterator[Part]]) -> Iterator[Part]:
        return (
            part
            for part in order(self._root)
            if part.content_type == content_type
            and not part.children
            and part.disposition([]).value != "attachment"
        )

    @property
    def _is_single(self) -> bool:
        return not self._root.children

    @property
    def _is_text_alone(self) -> bool:
        root = self._root
        return root.content_type in {TEXT, HTML} and root.disposition([]).value != "attachment"


def _by_level(root: Part) -> Iterator[Part]:
    """Yield `root`, then its children, then theirs."""
    ahead = deque([root])
    while ahead:
        part = ahead.popleft()
        yield part
        ahead.extend(part.children)
