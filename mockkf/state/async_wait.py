"""Waiting for a change of state without blocking the event loop, under asyncio and trio."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from threading import Timer
from typing import Protocol, TypeVar

from mockkf.state.state import State
from mockkf.unpatched import RealTimeLoop, monotonic

T = TypeVar("T")

TURN = 0.5
"""How many seconds a thread may wait for a mock elsewhere: who cancels leaves it behind for no longer."""


class AsyncEvent(Protocol):
    """Set from any thread, awaited in the event loop it was made in."""

    def set(self) -> None:
        """Wake whoever waits now, or will wait next."""

    async def wait(self, seconds: float) -> None:
        """Return when it is set, or after so many seconds."""

    async def run_blocking(self, call: Callable[[], T]) -> T:
        """The result of a call that blocks."""


async def wait(state: State, look: Callable[[], T | None], timeout: float) -> T | None:  # noqa: ASYNC109 - as in `State.wait`
    """What `State.wait` gives, for who awaits it; nothing is left behind when it is cancelled."""
    deadline = monotonic() + timeout
    event = _new_event()
    if not isinstance(state, State):
        return await _in_turns(event, state, look, deadline)
    with state.watched(event.set):
        while True:
            over = state.is_over
            found = state.wait(look, 0)
            remaining = deadline - monotonic()
            if found is not None or remaining <= 0 or over:
                return found
            await event.wait(remaining)


async def _in_turns(event: "AsyncEvent", state: State, look: Callable[[], T | None], deadline: float) -> T | None:
    """The same of the state of a mock elsewhere, which can only be waited for by blocking: a short while each time."""
    while True:
        remaining = deadline - monotonic()
        found = await event.run_blocking(partial(state.wait, look, min(remaining, TURN)))
        if found is not None or remaining <= TURN:
            return found


def _new_event() -> AsyncEvent:
    try:
        loop = asyncio.get_running_loop()
        return (_OwnLoopEvent if isinstance(loop, RealTimeLoop) else _AsyncioEvent)(loop)
    except RuntimeError:
        if "trio" not in sys.modules:
            raise
        return _TrioEvent()


class _AsyncioEvent:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._event = asyncio.Event()

    def set(self) -> None:
        with suppress(RuntimeError):  # the loop was closed
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> None:
        with _set_after(seconds, self.set):
            await self._event.wait()
        self._event.clear()

    async def run_blocking(self, call: Callable[[], T]) -> T:
        return await asyncio.to_thread(call)


class _OwnLoopEvent(_AsyncioEvent):
    """In a loop of the mock, whose time is real."""

    async def wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
        self._event.clear()


class _TrioEvent:
    def __init__(self) -> None:
        import trio

        self._trio = trio
        self._token = trio.lowlevel.current_trio_token()
        self._event = trio.Event()

    def set(self) -> None:
        with suppress(self._trio.RunFinishedError):
            self._token.run_sync_soon(self._set_now)

    def _set_now(self) -> None:
        self._event.set()

    async def wait(self, seconds: float) -> None:
        with _set_after(seconds, self.set):
            await self._event.wait()
        self._event = self._trio.Event()

    async def run_blocking(self, call: Callable[[], T]) -> T:
        return await self._trio.to_thread.run_sync(call, abandon_on_cancel=True)


@contextmanager
def _set_after(seconds: float, notify: Callable[[], None]) -> Iterator[None]:
    """Call `notify` after this number of real seconds, in a thread: the time of a user's loop may be frozen."""
    timer = Timer(seconds, notify)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
