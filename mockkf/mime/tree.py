"""Reads the parts of a mail in one pass over its octets, without recursion."""

import re
from dataclasses import dataclass, field

from mockkf.mime import limits
from mockkf.mime.defects import Defects, shown
from mockkf.mime.head import Head, first, read_head
from mockkf.mime.parameters import Parametrised, read_parameters
from mockkf.mime.part import Part

TEXT = "text/plain"
WORD = re.compile(r"[\w!#$&.+^'*-]+/[\w!#$&.+^'*-]+", re.ASCII)
HEAD_END = re.compile(rb"\n(?:\r?\n|--)")
SHORT = {"": TEXT, "text": TEXT, "html": "text/html", "plain": TEXT}
"""The meaning of incomplete content types."""


@dataclass(slots=True)
class _Open:
    """A part whose end is not yet known."""

    start: int
    head: Head
    content_type: str
    parameters: Parametrised
    boundary: bytes | None
    children: list[Part] = field(default_factory=list)


def read_tree(source: bytes, defects: Defects) -> Part:
    """Return the mail as a tree of parts; a multipart that cannot be divided is text."""
    return _Reading(source, defects).tree()


class _Reading:
    """The open parts, outermost first, and the part of each delimiter."""

    def __init__(self, source: bytes, defects: Defects) -> None:
        self._source = source
        self._defects = defects
        self._open: list[_Open] = []
        self._levels: dict[bytes, list[int]] = {}
        self._count = 0

    def tree(self) -> Part:
        """Open the mail itself, process the delimiters, close all open parts, return the root."""
        self._begin(0, len(self._source))
        if self._levels:
            self._follow_delimiters(self._open[0].head.body - 1)
        for part in self._open:
            if part.boundary and part.children:
                self._defects.append(f"{part.content_type} has no closing delimiter")
        while len(self._open) > 1:
            self._end(len(self._source))
        return self._end(len(self._source))

    def _follow_delimiters(self, at: int) -> None:
        source = self._source
        for _ in range(limits.DELIMITERS):
            at = source.find(b"\n--", at)
            if at < 0 or not self._levels:
                return
            line_end = source.find(b"\n", at + 1, at + limits.DELIMITER)
            if line_end < 0:
                line_end = len(source) if len(source) - at <= limits.DELIMITER else at + 1
            if not self._take_delimiter(at, line_end):
                return
            at = max(line_end, at + 1)
        self._defects.append(f"more than {limits.DELIMITERS} lines that start like a delimiter")

    def _take_delimiter(self, at: int, line_end: int) -> bool:
        """Begin or end a part if the line is a delimiter; return False at the limit of parts."""
        mark = self._source[at + 3 : line_end].rstrip()
        level, opens = self._level(mark), True
        if level is None and mark.endswith(b"--"):
            level, opens = self._level(mark[:-2]), False
        if level is None:
            return True
        if self._count >= limits.PARTS:
            self._defects.append(f"more than {limits.PARTS} parts; the rest belongs to the last one")
            return False
        while len(self._open) > level + 1:
            self._end_before(at)
        if opens:
            self._begin(min(line_end + 1, len(self._source)), self._head_end(line_end))
        elif level:
            self._end_before(at)
        else:
            self._forget(self._open[0])
        return True

    def _level(self, mark: bytes) -> int | None:
        levels = self._levels.get(mark)
        return levels[-1] if levels else None

    def _head_end(self, at: int) -> int:
        """Return the latest end of the headers of a part; a delimiter may follow without an empty line."""
        source = self._source
        while stop := HEAD_END.search(source, at):
            if not stop[0].endswith(b"--"):
                return stop.end()
            at = stop.start() + 1
            line_end = source.find(b"\n", at, at + limits.DELIMITER)
            mark = source[at + 2 : line_end if line_end >= 0 else at + limits.DELIMITER].rstrip()
            if self._level(mark) is not None or self._level(mark.removesuffix(b"--")) is not None:
                return at
        return len(source)

    def _begin(self, start: int, stop: int) -> None:
        self._count += 1
        head = read_head(self._source, start, stop, self._defects)
        said = first(head.fields, b"content-type")
        parameters = read_parameters(said, self._defects)
        content_type = self._type(parameters.value, is_said=said is not None)
        boundary = self._boundary(parameters) if content_type.startswith("multipart/") else None
        if boundary:
            self._levels.setdefault(boundary, []).append(len(self._open))
        self._open.append(_Open(start, head, content_type, parameters, boundary))

    def _type(self, said: str, *, is_said: bool) -> str:
        if WORD.fullmatch(said):
            return said
        if not is_said:
            in_digest = self._open and self._open[-1].content_type == "multipart/digest"
            return "message/rfc822" if in_digest else TEXT
        meant = SHORT.get(said, TEXT)
        self._defects.append(f"content type {shown(said)} is invalid; read as {meant}")
        return meant

    def _boundary(self, parameters: Parametrised) -> bytes | None:
        said = parameters.boundary()
        if not said:
            self._defects.append(f"{parameters.value} has no boundary; read as text")
            return None
        if len(self._open) >= limits.DEPTH:
            self._defects.append(f"more than {limits.DEPTH} nested multiparts; the innermost is read as text")
            return None
        return said.encode("latin-1")

    def _end_before(self, at: int) -> None:
        """End the innermost part before the line end at `at`, which belongs to the delimiter."""
        self._end(at - (self._source[at - 1 : at] == b"\r"))

    def _end(self, end: int) -> Part:
        part = self._open.pop()
        is_container = part.boundary is not None
        self._forget(part)
        body = part.head.body
        content_type = part.content_type
        if content_type.startswith("multipart/") and not part.children:
            if is_container:
                self._defects.append(f"{content_type} has no parts; read as text")
            content_type = TEXT
        children = tuple(part.children)
        found = Part(
            self._source, part.start, body, max(body, end), content_type, part.head.fields, part.parameters, children
        )
        if self._open:
            self._open[-1].children.append(found)
        return found

    def _forget(self, part: _Open) -> None:
        """Ignore the boundary of `part` from now on."""
        if part.boundary:
            levels = self._levels[part.boundary]
            levels.pop()
            if not levels:
                del self._levels[part.boundary]
            part.boundary = None
