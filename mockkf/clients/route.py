"""How a call is put through to one of our listeners, and whose call it is."""

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mockkf.unpatched import Socket

Address = tuple[str, int]


class CallerRegistry:
    """Who is calling: a client of ours is announced by the address it calls from, before it connects."""

    def __init__(self) -> None:
        self._callers: dict[Address, Any] = {}

    def register(self, source: Address, caller: Any) -> None:
        """Remember that a call from `source` is `caller`'s."""
        self._callers[source] = caller

    def caller(self, source: Address) -> Any | None:
        """Whose call comes from `source`; None for a client that comes by itself."""
        return self._callers.get(source)

    def forget(self, source: Address) -> None:
        """The call from `source` has ended."""
        self._callers.pop(source, None)


@dataclass(frozen=True)
class Route:
    """How one call is put through: to which of our listeners, as whose, and how long each step may take (seconds)."""

    listener: Address
    callers: CallerRegistry
    caller: Any
    timeout: float
    trust: Callable[[], ssl.SSLContext]


def connect(route: Route) -> tuple[socket.socket, Address]:
    """A connection to the listener of `line`, announced as its caller's, and the address it comes from."""
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
