"""Sockets that pytest-socket and others do not forbid; the mock connects only to its own servers."""

import _socket
import socket
from typing import Any


def _original() -> type[socket.socket]:
    """Return the socket class of the standard library, even if a library has replaced it."""
    return next((kind for kind in socket.socket.__mro__ if _socket.socket in kind.__bases__), socket.socket)


class Socket(_original()):  # type: ignore[misc]
    """A socket whose accepted connections have the same class."""

    __slots__ = ()

    if issubclass(_original(), _socket.socket):  # else a library has replaced the whole class, as gevent does
        connect = _socket.socket.connect

        def accept(self) -> tuple["Socket", Any]:
            """Return a new connection and the address of the client."""
            descriptor, address = self._accept()
            connection = Socket(self.family, self.type, self.proto, fileno=descriptor)
            if socket.getdefaulttimeout() is None and self.gettimeout():
                connection.settimeout(None)
            return connection, address


def addresses(host: str, port: int | None = None, flags: int = 0) -> list[tuple[int, int, int, str, Any]]:
    """Return the result of `socket.getaddrinfo` for a host and a TCP port."""
    return _socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=flags)


def connect(address: tuple[str, int], timeout: float) -> socket.socket:
    """Return a connection to `address`; raise `OSError` if none is accepted within `timeout` seconds."""
    failed = OSError(f"{address[0]} has no address")
    for family, kind, proto, _, place in addresses(*address):
        connection = Socket(family, kind, proto)
        try:
            connection.settimeout(timeout)
            connection.connect(place)
        except OSError as error:
            connection.close()
            failed = error
        else:
            return connection
    raise failed


def pair() -> tuple[socket.socket, socket.socket]:
    """Return two sockets that are connected to each other."""
    try:
        return socket.socketpair()
    except RuntimeError:  # socketpair is forbidden; do what it does on POSIX
        one, other = (Socket(end.family, end.type, end.proto, end.detach()) for end in _socket.socketpair())
        return one, other
