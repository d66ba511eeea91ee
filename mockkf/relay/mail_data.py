"""The message after DATA: only CR LF . CR LF ends it (RFC 5321 §4.1.1.4), however TCP splits it."""

import re
from functools import cached_property

END = b"\r\n.\r\n"

_LONE_DOT = re.compile(rb"\n\.\r?\n")


class MailData:
    r"""The octets of a message, added as they arrive; `is_over` is true after a correct or a malformed end.

    A dot on its own line with a bare LF before or after it is a malformed end. Some servers accept it as the end, so
    the octets after it may be smuggled commands (CVE-2024-27305). Octets beyond `limit` are counted, but not stored.

    >>> data = MailData(limit=100)
    >>> for part in (b"A: b", b"\r\n.", b"\r", b"\nQUIT"):
    ...     data.add(part)
    >>> data.is_over, data.ends_bare, data.raw, data.rest
    (True, False, b'A: b\r\n', b'QUIT')
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        # A line end before the first line, so that the first line needs no special case.
        self._data = bytearray(b"\r\n")
        self._dropped = 0
        self._seen = 0
        self._end: tuple[int, int] | None = None

    def add(self, octets: bytes) -> None:
        """Add octets that arrived."""
        self._trim()
        self._data += octets
        self._find_end()

    @property
    def is_over(self) -> bool:
        """Whether the end has arrived."""
        return self._end is not None

    @property
    def ends_bare(self) -> bool:
        """Whether the end is malformed: a bare LF before or after the dot."""
        return self._end is not None and self._data[self._end[0] - 1 : self._end[1]] != END

    @property
    def size(self) -> int:
        """The number of octets of `raw`; before the end, the number of octets that arrived."""
        return self._dropped + len(self.raw if self.is_over else self._data[2:])

    @cached_property
    def raw(self) -> bytes:
        """The message without its end and without dot-stuffing; read it only after the end."""
        kept = self._data[: self._end[0] + 1] if self._end else self._data
        return bytes(kept).replace(b"\r\n.", b"\r\n")[2:]

    @property
    def rest(self) -> bytes:
        """The octets after the end."""
        return bytes(self._data[self._end[1] :]) if self._end else b""

    def _trim(self) -> None:
        surplus = len(self._data) - len(END)
        if surplus > self._limit:
            self._dropped += surplus
            self._seen -= surplus
            del self._data[:surplus]

    def _find_end(self) -> None:
        # If TCP splits the end, a part of it is in the octets that were searched before.
        at = self._data.find(b"\n.", max(self._seen - 3, 0))
        while at >= 0 and self._end is None:
            found = _LONE_DOT.match(self._data, at)
            self._end = found and found.span()
            at = self._data.find(b"\n.", at + 1)
        self._seen = len(self._data)
