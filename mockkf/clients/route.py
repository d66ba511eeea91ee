"""Connections of the clients to a listener of mockkf, and the registry of their callers."""

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mockkf.unpatched import Socket

Address = tuple[str, int]


class CallerRegistry:
    """The callers of open connections by source address; a client of mockkf registers before it connects."""

    def __init__(self) -> None:
        self._callers: dict[Address, Any] = {}

    def register(self, source: Address, caller: Any) -> None:
        """Register `caller` for connections from `source`."""
        self._callers[source] = caller

    def caller(self, source: Address) -> Any | None:
        """Return the caller that connects from `source`; None for a direct client."""
        return self._callers.get(source)

    def forget(self, source: Address) -> None:
        """Unregister the caller of `source`."""
        self._callers.pop(source, None)


@dataclass(frozen=True)
class Route:
    """The route of one connection: listener, caller, time limit of each step in seconds, trusted CAs."""

    listener: Address
    callers: CallerRegistry
    caller: Any
    timeout: float
    trust: Callable[[], ssl.SSLContext]


def connect(route: Route) -> tuple[socket.socket, Address]:
    """Return a socket connected to the listener of `route`, and its source address, registered for the caller."""
    family = socket.AF_INET6 if ":" in route.listener[0] else socket.AF_INET
    sock = Socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    source: Address | None = None
    try:
        sock.settimeout(route.timeout)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.bind((route.listener[0], 0))
        source = sock.getsockname()[:2]
        route.callers.register(source, route.caller)
        sock.connect(route.listener)
    except BaseException:
        sock.close()
        if source is not None:
            route.callers.forget(source)
        raise
    return sock, source
