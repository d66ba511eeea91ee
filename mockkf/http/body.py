"""The body of a request: of known length, or chunked (RFC 9112, section 7.1). Bytes after its end are not read."""

import io
import re
from typing import TYPE_CHECKING

from mockkf.http.head import TOKEN, read_fields
from mockkf.http.malformed import Malformed
from mockkf.http.stream import ClientStream, LineTooLong

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LONGEST_CHUNK_LINE = 4_096
"""The maximum number of bytes of the line before a chunk."""

MOST_EXTENSIONS = 65_536
"""The maximum number of bytes of all chunk extensions of a body."""

SPACE = r"[ \t]*"
QUOTED = r'"(?:[\t !#-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"'
CHUNK_LINE = re.compile(
    rf"([0-9A-Fa-f]{{1,16}})({SPACE}(?:;{SPACE}{TOKEN}(?:{SPACE}={SPACE}(?:{TOKEN}|{QUOTED}))?{SPACE})*)\r\n"
)


class _Readable(io.RawIOBase):
    """A body that can be read."""

    def readable(self) -> bool:
        """Return True."""
        return True


class SizedBody(_Readable):
    """A request body of known length."""

    def __init__(self, stream: ClientStream, length: int) -> None:
        self._stream = stream
        self._length = length
        self.received = 0

    @property
    def is_finished(self) -> bool:
        """Whether the end was read."""
        return self.received == self._length

    @property
    def progress(self) -> str:
        """How much was received, as text."""
        return f"{self.received} of {self._length} bytes"

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Read bytes into `buffer` and return their number; 0 at the end."""
        view = memoryview(buffer)[: self._length - self.received]
        count = self._stream.readinto(view) if view else 0
        self.received += count
        return count


class ChunkedBody(_Readable):
    """A chunked request body; extensions and trailer fields are checked and discarded."""

    def __init__(self, stream: ClientStream) -> None:
        self._stream = stream
        self._left = 0
        self._extensions = 0
        self.received = 0
        self.is_finished = False

    @property
    def progress(self) -> str:
        """How much was received, as text."""
        return f"{self.received} bytes of a chunked body"

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Read bytes into `buffer` and return their number; 0 at the end."""
        view = memoryview(buffer)
        if not view or self.is_finished or not (self._left or self._next_chunk()):
            return 0
        count = self._stream.readinto(view[: self._left])
        self._left -= count
        self.received += count
        if not self._left:
            self._end_chunk()
        return count

    def _next_chunk(self) -> bool:
        """Read the line before a chunk; after the last chunk read the trailer and return False."""
        line = self._line(LONGEST_CHUNK_LINE)
        found = CHUNK_LINE.fullmatch(line)
        if found is None:
            raise Malformed("Bad chunk: the line with its size is invalid or too long")
        self._extensions += len(found[2])
        if self._extensions > MOST_EXTENSIONS:
            raise Malformed(f"Bad chunk: more than {MOST_EXTENSIONS} bytes of chunk extensions")
        self._left = int(found[1], 16)
        if not self._left:
            read_fields(self._stream)
            self.is_finished = True
        return self._left > 0

    def _end_chunk(self) -> None:
        if self._line(2) != "\r\n":
            raise Malformed("Bad chunk: its data does not end with CR LF after the announced size")

    def _line(self, limit: int) -> str:
        """Return the next line; "" if it is longer than `limit`."""
        try:
            return self._stream.line(limit).decode("latin-1")
        except LineTooLong:
            return ""


class BegunBody(_Readable):
    """A body whose beginning, or all of it, is in memory."""

    def __init__(self, beginning: bytes | bytearray, rest: SizedBody | ChunkedBody | None = None) -> None:
        self._beginning = io.BytesIO(beginning)
        self._rest = rest

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Read bytes into `buffer` and return their number; 0 at the end."""
        count = self._beginning.readinto(buffer)
        return self._rest.readinto(buffer) if self._rest and not count else count
