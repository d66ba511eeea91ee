"""Sockets that pytest-socket and others do not forbid; the mock connects only to its own servers."""

import _socket
import os
import socket
from contextlib import suppress
from typing import Any

BACKLOG = 128
"""The maximum number of connections that wait to be accepted."""


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


def _addresses(host: str, port: int | None = None) -> list[tuple[int, int, int, str, Any]]:
    """Return the result of `socket.getaddrinfo` for a host and a TCP port."""
    return _socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on `host`, preferably on IPv4; port 0 is any free port. Raise `OSError` if none can.

    A port outside the allowed range and an invalid host name raise `OverflowError` and `UnicodeError`.
    """
    family, kind, _, _, address = min(_addresses(host), key=lambda info: info[0] != socket.AF_INET)
    # asyncio disables Nagle's algorithm only if the protocol is set to TCP; otherwise each mail takes 40 ms longer.
    opened = Socket(family, kind, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere this option lets two programs share the port
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Pass the port here, where an invalid one is an error; getaddrinfo reads it modulo 65536.
        opened.bind((address[0], port, *address[2:]))
        # With SO_REUSEADDR two sockets can be bound to one port; `listen` fails if it is in use.
        opened.listen(BACKLOG)
    except BaseException:
        opened.close()
        raise
    return opened


def end(descriptor: int) -> None:
    """End a connection, or refuse new ones at a listening socket, also if other processes hold the socket."""
    with suppress(OSError, ValueError):  # it has ended, or is closed
        held = _socket.socket(fileno=descriptor)
        try:
            held.shutdown(socket.SHUT_RDWR)
        finally:
            held.detach()


def connect(address: tuple[str, int], timeout: float) -> socket.socket:
    """Return a connection to `address`; raise `OSError` if none is accepted within `timeout` seconds."""
    failed = OSError(f"{address[0]} has no address")
    for family, kind, proto, _, place in _addresses(*address):
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
