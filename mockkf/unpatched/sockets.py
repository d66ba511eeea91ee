"""Sockets that pytest-socket and others do not forbid: the mock talks to nobody but its clients."""

import _socket
import socket
from typing import Any


def _original() -> type[socket.socket]:
    """The class of the standard library, also if another one has been put in its place."""
    return next((kind for kind in socket.socket.__mro__ if _socket.socket in kind.__bases__), socket.socket)


class Socket(_original()):  # type: ignore[misc]
    """A socket whose accepted connections are such sockets."""

    __slots__ = ()

    if issubclass(_original(), _socket.socket):  # else somebody replaced all of it, as gevent does
        connect = _socket.socket.connect

        def accept(self) -> tuple["Socket", Any]:
            """Return a new connection and the address it comes from."""
            descriptor, address = self._accept()
            connection = Socket(self.family, self.type, self.proto, fileno=descriptor)
            if socket.getdefaulttimeout() is None and self.gettimeout():
                connection.settimeout(None)
            return connection, address


def addresses(host: str, port: int | None = None, flags: int = 0) -> list[tuple[int, int, int, str, Any]]:
    """Return what `socket.getaddrinfo` says of a host and a TCP port."""
    return _socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=flags)


def connect(address: tuple[str, int], timeout: float) -> socket.socket:
    """Return a connection to `address`; `OSError` if nobody accepts it."""
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
    except RuntimeError:  # forbidden; what follows is what it does on POSIX
        one, other = (Socket(end.family, end.type, end.proto, end.detach()) for end in _socket.socketpair())
        return one, other
