"""Finds the headers of a mail or of one of its parts, as octets: their end, their names and values."""

import re
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from mockkf.mime import limits
from mockkf.mime.defects import Defects, shown

LINE = re.compile(rb"(?:([!-9;-~]++)[ \t]*+:)?+([^\n]*+(?:\n[ \t][^\n]*+)*+)\n?+")
"""A header with its continuation lines; without a name, lines that are not a header."""

NOTHING = (b"", b"")
"""What `LINE` also finds at the end of the last line."""

EMPTY_LINE = re.compile(rb"\n\r?\n")
LINE_ENDS = (b"\n", b"\r\n")
FOLD = re.compile(rb"\r*\n(?=[ \t])")
MBOX_START = (b"From ", b">From ")
MBOX = re.compile(rb">?From [^\n]*+\n")
BLANK = b" \t\r\n"
NAME = itemgetter(0)


Field = tuple[bytes, bytes]
"""One header: its name, and its value as received."""


class Head(NamedTuple):
    """The headers of a part, and the position of its body."""

    fields: tuple[Field, ...]
    body: int


def first(fields: tuple[Field, ...], name: bytes) -> bytes | None:
    """Return the value of the first header `name` (in lower case); None without one."""
    for one, value in fields:
        if one.lower() == name:
            return value
    return None


def read_head(source: bytes, start: int, end: int, defects: Defects) -> Head:
    """Return the headers from `start` to the first empty line; without one, to the last header line."""
    blank = _blank_line(source, start, end)
    at, stop = start, end if blank is None else blank[0]
    if stop - start > limits.HEAD:
        stop = start + limits.HEAD
        defects.append(f"more than {limits.HEAD} octets of headers; the rest is left out")
    if source.startswith(MBOX_START, start):
        at = _after_mbox_line(source, start, stop)
    fields = LINE.findall(source, at, stop)
    if fields and fields[-1] == NOTHING:
        fields.pop()
    if blank is not None and len(fields) <= limits.HEADERS and all(map(NAME, fields)):
        return Head(tuple(fields), blank[1])
    return _read_lines(source, start, at, stop, None if blank is None else blank[1], defects)


def first_value(source: bytes, name: bytes) -> bytes | None:
    """Return the value of the first header `name` (in lower case) without parsing the others; None without one."""
    if source.startswith(LINE_ENDS):
        return None
    line = LINE.match(source, 0, limits.HEAD) if source[: len(name)].lower() == name else None
    if line and (line[1] or b"").lower() == name:
        return line[2]
    found = _named(name).search(source, 0, limits.HEAD)
    return found[1] if found else None


def unfolded(value: bytes) -> bytes:
    r"""Return a value on one line, without blanks at its ends.

    >>> unfolded(b"\r\n hello\r\n world")
    b'hello world'
    """
    return (FOLD.sub(b"", value) if b"\n" in value else value).strip(BLANK)[: limits.VALUE]


@cache
def _named(name: bytes) -> re.Pattern[bytes]:
    """Return the pattern of the header `name` with its continuation lines, or of the empty line after all headers."""
    return re.compile(rb"\n(?:%s[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)|\r?\n)" % re.escape(name), re.IGNORECASE)


def _blank_line(source: bytes, start: int, end: int) -> tuple[int, int] | None:
    """Return start and end of the first empty line; None without one."""
    if source.startswith(LINE_ENDS, start, end):
        return start, start + 1 + source.startswith(b"\r", start)
    blank = EMPTY_LINE.search(source, start, end)
    return (blank.start() + 1, blank.end()) if blank else None


def _after_mbox_line(source: bytes, start: int, stop: int) -> int:
    line = MBOX.match(source, start, stop)
    return line.end() if line else start


def _read_lines(source: bytes, start: int, at: int, stop: int, body: int | None, defects: Defects) -> Head:
    """Return the headers among lines that are not all headers; `body` is the end of the first empty line."""
    fields: list[Field] = []
    strangers: list[tuple[int, bytes]] = []
    known = at
    while at < stop and (line := LINE.match(source, at, stop)):
        if line[1]:
            fields.append((line[1], line[2]))
            known = line.end()
        else:
            strangers.append((at, line[0]))
        at = line.end()
        if len(fields) + len(strangers) >= limits.HEADERS:
            defects.append(f"more than {limits.HEADERS} headers; the others are left out")
            break
    if not fields and strangers:
        defects.append("there are no headers; everything is read as text")
        return Head((), start)
    if body is None:
        return Head(tuple(fields), _without_blank_line(known, strangers, at, defects))
    _tell(strangers, defects)
    return Head(tuple(fields), body)


def _without_blank_line(known: int, strangers: list[tuple[int, bytes]], at: int, defects: Defects) -> int:
    """Return the start of the body without an empty line: the end of the last header."""
    _tell([line for line in strangers if line[0] < known], defects)
    if known < at:
        defects.append("no empty line between headers and body")
    return known


def _tell(strangers: list[tuple[int, bytes]], defects: Defects) -> None:
    defects += [f"not a header, left out: {shown(line.decode('latin-1').strip())}" for _, line in strangers]
