"""Wakes everything that waits for a change of the state: threads with a condition, event loops with a callback."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Condition, Lock
from typing import TypeVar

from mockkf.state.call_client import WaitingClient, present_client
from mockkf.unpatched import monotonic

T = TypeVar("T")


class ChangeNotifier:
    """The notifier of one state; all changes of the state happen under `lock`."""

    def __init__(self) -> None:
        self.lock = Condition()
        self._watchers: list[Callable[[], object]] = []
        self.is_over = False

    def wake(self) -> None:
        """Wake all waiting threads and call all watchers; the caller holds `lock`."""
        self.lock.notify_all()
        for wake in self._watchers:
            wake()

    def end(self) -> None:
        """End all waits, now and in future; the caller holds `lock`."""
        self.is_over = True
        self.wake()

    def wait(self, look: Callable[[], T | None], timeout: float) -> T | None:
        """Return the first result of `look` that is not None; None after `timeout` seconds or after `end`.

        `look` is called under the lock, once at the start and once for each change. In a thread that answers a call,
        the wait also ends when its client has gone.
        """
        deadline = monotonic() + timeout
        client = present_client()
        with self.lock:
            while True:
                found = look()
                remaining = deadline - monotonic()
                if found is not None or remaining <= 0 or self.is_over:
                    return found
                if client is not None:
                    break
                self.lock.wait(remaining)
        return self._wait_for(client, look, deadline)

    def _wait_for(self, client: WaitingClient, look: Callable[[], T | None], deadline: float) -> T | None:
        # The lock of the state would wake all waiting threads for each client that goes, so this thread has its own.
        changed = Lock()
        changed.acquire()

        def wake() -> None:
            with suppress(RuntimeError):  # the thread is awake already
                changed.release()

        with self.watched(wake), client.watched(wake):
            while True:
                with self.lock:
                    found, is_over = look(), self.is_over
                remaining = deadline - monotonic()
                if found is not None or remaining <= 0 or is_over or client.is_gone:
                    return found
                changed.acquire(timeout=remaining)

    @contextmanager
    def watched(self, wake: Callable[[], object]) -> Iterator[None]:
        """Call `wake` for each change and at the end, while the block runs; `wake` must not block."""
        with self.lock:
            self._watchers.append(wake)
        try:
            yield
        finally:
            with self.lock:
                self._watchers.remove(wake)

    @property
    def watchers(self) -> int:
        """The present number of watchers."""
        return len(self._watchers)
