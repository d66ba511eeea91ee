"""Wakes everything that waits for a change of the state: threads with a condition, event loops with a callback."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition
from typing import TypeVar

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

        `look` is called under the lock, once at the start and once for each change.
        """
        deadline = monotonic() + timeout
        with self.lock:
            while True:
                found = look()
                remaining = deadline - monotonic()
                if found is not None or remaining <= 0 or self.is_over:
                    return found
                self.lock.wait(remaining)

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
