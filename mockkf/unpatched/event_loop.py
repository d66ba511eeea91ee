"""The event loop of the mock: that of the standard library, whatever policy is set, and in real time."""

import asyncio
from typing import Any

from mockkf.unpatched.sockets import pair
from mockkf.unpatched.time import monotonic


class RealTimeLoop(asyncio.SelectorEventLoop):
    """An event loop whose time nobody freezes."""

    def time(self) -> float:
        """Return the real time, for all that is called later."""
        return monotonic()

    def _make_self_pipe(self) -> None:
        # asyncio's own, but with sockets that are not forbidden.
        loop: Any = self
        loop._ssock, loop._csock = ends = pair()
        for end in ends:
            end.settimeout(0)
        loop._internal_fds += 1
        loop._add_reader(loop._ssock.fileno(), loop._read_from_self)
