"""Finds out whether clients have ended their connections, without reading what they sent."""

import select
import socket
from typing import Any


class EndWatch:
    """Watches connections for the end of what their clients send.

    On Linux the kernel tells it, and `descriptor` becomes readable. Elsewhere `descriptor` is None, the connections
    must be looked at from time to time, and bytes that were sent before the end hide it.
    """

    def __init__(self) -> None:
        self._connections: dict[int, Any] = {}
        self._open_ended: set[int] = set()
        self._epoll = select.epoll() if hasattr(select, "epoll") else None

    @property
    def descriptor(self) -> int | None:
        """The file descriptor that is readable if there are `changes`."""
        return self._epoll.fileno() if self._epoll else None

    def add(self, connection: socket.socket) -> int:
        """Watch a connection and return its key; the time limits of the connection change."""
        key = connection.fileno()
        self._connections[key] = connection
        if self._epoll:
            self._epoll.register(key, select.EPOLLRDHUP)
        return key

    def remove(self, key: int) -> None:
        """Stop to watch the connection with this key."""
        if self._connections.pop(key, None) is not None and self._epoll:
            self._epoll.unregister(key)
        self._open_ended.discard(key)

    def ignore_end(self, key: int) -> None:
        """Report only a reset of this connection from now on, and not the end of what its client sends."""
        self._open_ended.add(key)
        if self._epoll:
            self._epoll.modify(key, 0)

    def changes(self) -> list[tuple[int, bool]]:
        """Return the key of each connection whose client sends no more, and whether the connection was reset."""
        if self._epoll:
            reset = select.EPOLLHUP | select.EPOLLERR
            return [(key, bool(event & reset)) for key, event in self._epoll.poll(0)]
        return [(key, state is None) for key in [*self._connections] if (state := self._peek(key)) != b"?"]

    def close(self) -> None:
        """Release the file descriptor."""
        if self._epoll:
            self._epoll.close()

    def _peek(self, key: int) -> bytes | None:
        """Return b"" at the end, None after a reset, else b"?"."""
        connection = self._connections[key]
        connection.settimeout(0)
        if connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):  # after the end, `recv` does not report a reset
            return None
        try:
            # The method of the class reads the raw bytes of a TLS connection.
            ended = not socket.socket.recv(connection, 1, socket.MSG_PEEK) and key not in self._open_ended
        except BlockingIOError:
            return b"?"
        except OSError:
            return None
        return b"" if ended else b"?"
