"""A message on its way in: only CR LF . CR LF ends it (RFC 5321 §4.1.1.4), wherever TCP cuts it."""

import re
from functools import cached_property

END = b"\r\n.\r\n"

_LONE_DOT = re.compile(rb"\n\.\r?\n")


class MailData:
    r"""The octets of a message, added as they come; `is_over` once its end, or an end gone wrong, is among them.

    A dot on a line of its own with a bare LF on either side is an end gone wrong: some servers take it for one, so
    what follows may be smuggled commands (CVE-2024-27305). More than `limit` octets are counted and not kept.

    >>> data = MailData(limit=100)
    >>> for part in (b"A: b", b"\r\n.", b"\r", b"\nQUIT"):
    ...     data.add(part)
    >>> data.is_over, data.ends_bare, data.raw, data.rest
    (True, False, b'A: b\r\n', b'QUIT')
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        # A line end before the first line makes the first line like all others.
        self._data = bytearray(b"\r\n")
        self._dropped = 0
        self._seen = 0
        self._end: tuple[int, int] | None = None

    def add(self, octets: bytes) -> None:
        """Take what came."""
        self._trim()
        self._data += octets
        self._find_end()

    @property
    def is_over(self) -> bool:
        """Whether the end is there."""
        return self._end is not None

    @property
    def ends_bare(self) -> bool:
        """Whether the end has a bare LF at the dot."""
        return self._end is not None and self._data[self._end[0] - 1 : self._end[1]] != END

    @property
    def size(self) -> int:
        """Its octets, as they will be kept; until the end is there, as they came."""
        return self._dropped + len(self.raw if self.is_over else self._data[2:])

    @cached_property
    def raw(self) -> bytes:
        """The message as it was meant, without its end and without the dots that hid others; read it at the end."""
        kept = self._data[: self._end[0] + 1] if self._end else self._data
        return bytes(kept).replace(b"\r\n.", b"\r\n")[2:]

    @property
    def rest(self) -> bytes:
        """What came after the end."""
        return bytes(self._data[self._end[1] :]) if self._end else b""

    def _trim(self) -> None:
        surplus = len(self._data) - len(END)
        if surplus > self._limit:
            self._dropped += surplus
            self._seen -= surplus
            del self._data[:surplus]

    def _find_end(self) -> None:
        # An end that was cut has at most its last octet among those that are new.
        at = self._data.find(b"\n.", max(self._seen - 3, 0))
        while at >= 0 and self._end is None:
            found = _LONE_DOT.match(self._data, at)
            self._end = found and found.span()
            at = self._data.find(b"\n.", at + 1)
        self._seen = len(self._data)
