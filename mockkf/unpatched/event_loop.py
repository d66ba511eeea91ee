"""The event loop of the mock: that of uvloop or of the standard library, with any event loop policy, in real time."""

import _thread
import asyncio
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from types import BuiltinFunctionType
from typing import Any

from mockkf.unpatched.sockets import BACKLOG, pair
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


def new_loop() -> asyncio.AbstractEventLoop:
    """Return a new loop that uses real time: that of uvloop if it is installed, else `RealTimeLoop`."""
    # Where threads are not real, as after gevent's `patch_all`, a loop in C would stop all of them.
    if isinstance(_thread.start_new_thread, BuiltinFunctionType):
        try:
            loop: asyncio.AbstractEventLoop = import_module("uvloop").new_event_loop()
        except ImportError:
            pass
        else:
            return loop
    return RealTimeLoop()


def uses_real_time(loop: asyncio.AbstractEventLoop) -> bool:
    """Return whether no library can freeze the clock of `loop`; that of uvloop is the system's."""
    return isinstance(loop, RealTimeLoop) or _is_uvloop(loop)


async def serve(
    loop: asyncio.AbstractEventLoop, protocol: Callable[[], asyncio.BaseProtocol], listening: socket.socket
) -> asyncio.Server:
    """Accept connections at `listening` in `loop`; the caller still closes `listening`."""
    if not _is_uvloop(loop):
        return await loop.create_server(protocol, sock=listening, backlog=BACKLOG)
    # uvloop closes the descriptor, and then the socket too if a library has replaced the socket class; by then the
    # number may be that of another file. So it gets a descriptor of its own, and no socket that could close it.
    copy = listening.dup()
    server = await loop.create_server(protocol, sock=copy, backlog=BACKLOG)
    copy.detach()
    return server


def _is_uvloop(loop: asyncio.AbstractEventLoop) -> bool:
    known: Any = sys.modules.get("uvloop")
    return known is not None and isinstance(loop, known.Loop)
