"""Wait for a change of the state without blocking the event loop, with asyncio and trio."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from threading import Timer
from typing import Protocol, TypeVar

from mockkf.state.state import State
from mockkf.unpatched import monotonic, uses_real_time

T = TypeVar("T")

TURN = 0.5
"""The maximum seconds of one blocking wait for a remote mock: its thread outlives a cancelled wait by this time."""


class AsyncEvent(Protocol):
    """An event that any thread can set, and that is awaited in the event loop that created it."""

    def set(self) -> None:
        """Wake the present wait, or else the next one."""

    async def wait(self, seconds: float) -> None:
        """Return when the event is set, or after this number of seconds."""

    async def run_blocking(self, call: Callable[[], T]) -> T:
        """Run a blocking call in a thread and return its result."""


async def wait(state: State, look: Callable[[], T | None], timeout: float) -> T | None:  # noqa: ASYNC109 - as in `State.wait`
    """Return what `State.wait` returns, without blocking the event loop; a cancelled wait leaves nothing behind."""
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
    """Wait for the state of a remote mock, which has only a blocking wait: repeat a short wait in a thread."""
    while True:
        remaining = deadline - monotonic()
        found = await event.run_blocking(partial(state.wait, look, min(remaining, TURN)))
        if found is not None or remaining <= TURN:
            return found


def _new_event() -> AsyncEvent:
    try:
        loop = asyncio.get_running_loop()
        return (_RealTimeEvent if uses_real_time(loop) else _AsyncioEvent)(loop)
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


class _RealTimeEvent(_AsyncioEvent):
    """An event in a loop whose clock cannot be frozen, as that of the mock, so it needs no timer thread."""

    async def wait(self, seconds: float) -> None:
        # Not `asyncio.timeout`, which needs a task: the mail server runs its dialogues without tasks.
        timer = self._loop.call_later(seconds, self._event.set)
        try:
            await self._event.wait()
        finally:
            timer.cancel()
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
