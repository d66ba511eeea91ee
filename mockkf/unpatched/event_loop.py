"""The event loop of the mock: the loop of the standard library, with any event loop policy, in real time."""

import asyncio
import socket
from collections.abc import Callable

from mockkf.unpatched.sockets import pair
from mockkf.unpatched.time import monotonic


class RealTimeLoop(asyncio.SelectorEventLoop):
    """An event loop that uses real time, even if a library freezes the clock."""

    _ssock: socket.socket
    _csock: socket.socket
    _internal_fds: int
    _add_reader: Callable[..., object]
    _read_from_self: Callable[[], None]

    def time(self) -> float:
        """Return the real time, which the timers of the loop use."""
        return monotonic()

    def _make_self_pipe(self) -> None:
        # As in asyncio, but with sockets that are not forbidden.
        self._ssock, self._csock = ends = pair()
        for end in ends:
            end.settimeout(0)
        self._internal_fds += 1
        self._add_reader(self._ssock.fileno(), self._read_from_self)
