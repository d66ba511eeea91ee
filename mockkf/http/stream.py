"""The bytes that a client sends, buffered."""

import re
from collections.abc import Callable

from mockkf.http.client_connection import ClientConnection, received

PIECE = 65_536
"""The maximum number of bytes of one read."""

CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""The bytes that no line of a request contains."""


class LineTooLong(Exception):
    """A line is longer than the limit."""


class ClientStream:
    """The input of one connection; a client that ends in the middle raises `HungUp`, as does one that is silent.

    `before_next_read` is called once, before more bytes are read from the network. `timeout` limits each wait, in
    seconds.
    """

    def __init__(self, connection: ClientConnection, timeout: float) -> None:
        self._connection = connection
        self._timeout = timeout
        self._held = bytearray()
        self.before_next_read: Callable[[], object] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no byte is buffered here or in the TLS layer."""
        return not self._held and not self._is_pending

    @property
    def _is_pending(self) -> bool:
        return bool(getattr(self._connection.socket, "pending", int)())

    def skip_empty_line(self) -> bool:
        """Skip one line end and return True; return False if another byte comes next."""
        while bytes(self._held[:2]) in (b"", b"\r"):
            self._receive()
        for end in (b"\r\n", b"\n"):
            if self._held.startswith(end):
                del self._held[: len(end)]
                return True
        return False

    def line(self, limit: int) -> bytes:
        """Return the next line with its line end; raise `LineTooLong` if it has more than `limit` bytes.

        A line with a control character is returned at once, because its end may never come.
        """
        searched = 0
        while True:
            end = self._held.find(b"\n", searched) + 1
            if (end or len(self._held)) > limit:
                raise LineTooLong
            if end or CONTROL.search(self._held, searched):
                return self._take(end or len(self._held))
            searched = len(self._held)
            self._receive()

    def readinto(self, buffer: memoryview) -> int:
        """Read at least one byte into `buffer`, which is not empty, and return the number of bytes."""
        if not self._held:
            self._receive()
        count = min(len(buffer), len(self._held))
        buffer[:count] = self._take(count)
        return count

    def _take(self, count: int) -> bytes:
        taken = bytes(self._held[:count])
        del self._held[:count]
        return taken

    def _receive(self) -> None:
        before, self.before_next_read = self.before_next_read, None
        if before is not None:
            before()
        if not self._is_pending:
            self._connection.wait(self._timeout)
        self._held += received(self._connection.socket, PIECE)
