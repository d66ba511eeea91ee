"""Runs the coroutine of a connection as its input arrives, in place of a task of asyncio.

A task goes on one turn of the event loop after its input; this needs half of the turns and no future for each line.
"""

import asyncio
from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any

_INPUT = object()
"""What the coroutine yields while it waits for input."""


class CoroutineRunner:
    """Runs `work` in the thread of `loop`: in `start`, in `resume`, and when a future that it awaits is done.

    It is no task for asyncio, so `work` cannot use `asyncio.timeout`, `asyncio.wait_for` or `asyncio.current_task`.

    >>> async def work():
    ...     print("waits")
    ...     await more_input()
    ...     print("goes on")
    >>> loop = asyncio.new_event_loop()
    >>> runner = CoroutineRunner(work(), loop)
    >>> runner.start()
    waits
    >>> runner.resume()
    goes on
    >>> loop.close()
    """

    def __init__(self, work: Coroutine[Any, Any, None], loop: asyncio.AbstractEventLoop) -> None:
        self._work = work
        self._loop = loop
        self._awaited: asyncio.Future[Any] | None = None
        self._is_cancelled = False
        self._is_over = False
        self.is_idle = False

    def start(self) -> None:
        """Run up to the first wait."""
        self._step()

    def resume(self) -> None:
        """Go on, if the coroutine waits for input; else do nothing."""
        if self.is_idle:
            self.is_idle = False
            self._step()

    def cancel(self) -> None:
        """Raise `CancelledError` in the coroutine, in a later turn of the loop; do nothing after its end."""
        if self._awaited is None or not self._awaited.cancel():
            self._is_cancelled = True
            if self.is_idle:
                self.is_idle = False
                self._loop.call_soon(self._step)

    def _step(self, _done: object = None) -> None:
        self._awaited = None
        if self._is_over:
            return
        try:
            self._wait_for(self._run())
        except (StopIteration, asyncio.CancelledError):
            self._is_over = True

    def _run(self) -> Any:
        if not self._is_cancelled:
            return self._work.send(None)
        self._is_cancelled = False
        return self._work.throw(asyncio.CancelledError())

    def _wait_for(self, yielded: Any) -> None:
        if yielded is _INPUT:
            self.is_idle = True
        elif yielded is None:
            self._loop.call_soon(self._step)
        else:
            yielded._asyncio_future_blocking = False  # noqa: SLF001 - as every task does
            yielded.add_done_callback(self._step)
            self._awaited = yielded
        if self._is_cancelled:  # while it was running
            self._is_cancelled = False
            self.cancel()


@coroutine
def more_input() -> Generator[object, None, None]:
    """Wait until the runner of this coroutine is resumed."""
    yield _INPUT
