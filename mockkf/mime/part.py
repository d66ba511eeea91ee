"""A part of a mail: its position in the octets, its headers and its content."""

from collections.abc import Iterator
from typing import NamedTuple

from mockkf.mime.charsets import codec_of, decoded, html_charset, without_broken_end
from mockkf.mime.defects import Defects
from mockkf.mime.head import Field, first, unfolded
from mockkf.mime.parameters import Parametrised, read_parameters, text_of
from mockkf.mime.transfer import ENCODINGS, encoding_of

BODIES = frozenset({"text/plain", "text/html"})


class Part(NamedTuple):
    """One part: its headers are `source[start:body]`, its content is `source[body:end]`."""

    source: bytes
    start: int
    body: int
    end: int
    content_type: str
    fields: tuple[Field, ...]
    parameters: Parametrised
    children: tuple["Part", ...] = ()

    def __repr__(self) -> str:
        return f"<Part {self.content_type}: octets {self.start} to {self.end}>"

    def disposition(self, defects: Defects) -> Parametrised:
        """Return the parsed Content-Disposition."""
        return read_parameters(first(self.fields, b"content-disposition"), defects)

    def filename(self, defects: Defects) -> str | None:
        """Return the file name from Content-Disposition, else from Content-Type; None without one."""
        disposition = first(self.fields, b"content-disposition")
        found = text_of(read_parameters(disposition, defects), "filename", defects) if disposition else None
        return found or (text_of(self.parameters, "name", defects) if "name" in self.parameters.sections else None)

    @property
    def headers_as_sent(self) -> tuple[tuple[str, str], ...]:
        """All headers in order, unfolded but with their encoded words."""
        return tuple((name.decode("ascii"), unfolded(value).decode("utf-8", "replace")) for name, value in self.fields)

    @property
    def content_id(self) -> str:
        """The Content-ID without brackets, empty without one."""
        return unfolded(first(self.fields, b"content-id") or b"").decode("latin-1").strip("<> \t")

    def content(self, defects: Defects) -> bytes:
        """Return the content without its transfer encoding."""
        data = self.source[self.body : self.end]
        said = first(self.fields, b"content-transfer-encoding")
        return ENCODINGS[encoding_of(unfolded(said).decode("latin-1"), defects)](data, defects) if said else data

    def text(self, defects: Defects) -> str:
        """Return the content as text; lines end with a line feed."""
        return self.text_as_sent(defects).replace("\r\n", "\n")

    def text_as_sent(self, defects: Defects) -> str:
        """Return the content as text, with the line ends that it was sent with."""
        return self._as_text(self.content(defects), defects)

    def beginning_as_sent(self, size: int) -> str:
        """Return the text of at most the first `size` octets, without a last character whose rest may be missing."""
        end = min(self.end, self.body + size)
        escape = self.source.rfind(b"=", end - 2, end)
        beginning = self._replace(end=end if escape < 0 else escape)
        return self._as_text(without_broken_end(beginning.content([])), [])

    def _as_text(self, data: bytes, defects: Defects) -> str:
        label = self.parameters.token("charset")
        if self.content_type == "text/html" and not (label and codec_of(label)):
            label = html_charset(data) or label
        return decoded(data, label, defects)

    def is_body(self, content_type: str) -> bool:
        """Return whether it is text of this type without a file name, and not marked as an attachment."""
        if self.children or self.content_type != content_type:
            return False
        if first(self.fields, b"content-disposition") is None:
            return text_of(self.parameters, "name", []) is None
        return self.disposition([]).value in {"", "inline"} and self.filename([]) is None


def walk(root: Part) -> Iterator[Part]:
    """Yield `root` and all parts inside it, each part before its children."""
    ahead = [root]
    while ahead:
        part = ahead.pop()
        yield part
        ahead += reversed(part.children)


def numbered_leaves(root: Part) -> Iterator[tuple[str, Part]]:
    """Yield the parts without children, numbered as in Mailpit: `0` if the mail is one part, else `1`, `2.1`, …"""
    ahead: list[tuple[str, Part]] = [("", root)]
    while ahead:
        prefix, part = ahead.pop()
        if not part.children:
            yield prefix or "0", part
        dot = f"{prefix}." if prefix else ""
        ahead += reversed([(f"{dot}{number}", child) for number, child in enumerate(part.children, 1)])
