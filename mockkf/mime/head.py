"""The headers of a mail or of one of its parts, as octets: where they end, their names and their values."""

import re
from typing import NamedTuple

from mockkf.mime import limits
from mockkf.mime.defects import Defects, shown

LINE = re.compile(
    rb"(?:([!-9;-~]++)[ \t]*+:)?+([^\n]*+(?:\n[ \t][^\n]*+)*+)\n?+",
)
"""A header with the lines that go on with it; without a name, lines that are no header."""

EMPTY_LINE = re.compile(rb"\n\r?\n")
FIRST_LINE = re.compile(rb"\r?\n")
FOLD = re.compile(rb"\r*\n(?=[ \t])")
MBOX = re.compile(rb">?From [^\n]*+\n")
BLANK = b" \t\r\n"


class Field(NamedTuple):
    """One header: its name, and its value as it was sent."""

    name: str
    value: bytes


class Head(NamedTuple):
    """The headers of a part, and where its body begins."""

    fields: tuple[Field, ...]
    body: int

    def first(self, name: str) -> bytes | None:
        """The value of the first header called `name`, which is in small letters."""
        for field in self.fields:
            if field.name.lower() == name:
                return field.value
        return None


def read_head(source: bytes, start: int, end: int, defects: Defects) -> Head:
    """The headers from `start` on, up to the first empty line; without one, as far as lines are headers."""
    blank = _blank_line(source, start, end)
    stop = end if blank is None else blank[0]
    fields: list[Field] = []
    strangers: list[tuple[int, bytes]] = []
    at = known = _after_mbox_line(source, start, stop)
    while at < stop and (line := LINE.match(source, at, stop)):
        if line[1] is None:
            strangers.append((at, line[0]))
        else:
            fields.append(Field(line[1].decode("ascii"), line[2]))
            known = line.end()
        at = line.end()
        if len(fields) + len(strangers) >= limits.HEADERS:
            defects.append(f"more than {limits.HEADERS} headers; the others are left out")
            break
    if not fields and strangers:
        defects.append("there are no headers; all of it is read as text")
        return Head((), start)
    if blank is None:
        return Head(tuple(fields), _without_blank_line(known, strangers, at, defects))
    _tell(strangers, defects)
    return Head(tuple(fields), blank[1])


def first_value(source: bytes, name: bytes) -> bytes | None:
    """The value of the first header called `name` (in small letters), without reading the others."""
    blank = _blank_line(source, 0, len(source))
    head = b"\n" + (source if blank is None else source[: blank[0]])
    small, mark = head.lower(), b"\n" + name
    at = small.find(mark)
    while at >= 0:
        line = LINE.match(head, at + 1)
        if line and line[1] and len(line[1]) == len(name):
            return line[2]
        at = small.find(mark, at + 1)
    return None


def unfolded(value: bytes) -> bytes:
    r"""A value on one line, without blanks at its ends.

    >>> unfolded(b"\r\n hello\r\n world")
    b'hello world'
    """
    return (FOLD.sub(b"", value) if b"\n" in value else value).strip(BLANK)[: limits.VALUE]


def _blank_line(source: bytes, start: int, end: int) -> tuple[int, int] | None:
    """Where the first empty line begins and where it ends."""
    if blank := FIRST_LINE.match(source, start, end):
        return start, blank.end()
    blank = EMPTY_LINE.search(source, start, end)
    return (blank.start() + 1, blank.end()) if blank else None


def _after_mbox_line(source: bytes, start: int, stop: int) -> int:
    line = MBOX.match(source, start, stop)
    return line.end() if line else start


def _without_blank_line(known: int, strangers: list[tuple[int, bytes]], at: int, defects: Defects) -> int:
    """Where the body begins if no empty line says so: behind the last header."""
    _tell([line for line in strangers if line[0] < known], defects)
    if known < at:
        defects.append("no empty line between headers and text")
    return known


def _tell(strangers: list[tuple[int, bytes]], defects: Defects) -> None:
    defects += [f"no header, left out: {shown(line.decode('latin-1').strip())}" for _, line in strangers]
