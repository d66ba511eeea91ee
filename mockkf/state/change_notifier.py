"""Who waits for a change of state, and how they are woken: threads by a condition, event loops by a call."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition
from typing import TypeVar

from mockkf.unpatched import monotonic

T = TypeVar("T")


class ChangeNotifier:
    """The changes of one state, all of which happen under `lock`."""

    def __init__(self) -> None:
        self.lock = Condition()
        self._watchers: list[Callable[[], object]] = []
        self.is_over = False

    def wake(self) -> None:
        """Wake all who wait or watch; `lock` is held."""
        self.lock.notify_all()
        for wake in self._watchers:
            wake()

    def end(self) -> None:
        """Let there be no more changes: whoever waits stops waiting; `lock` is held."""
        self.is_over = True
        self.wake()

    def wait(self, look: Callable[[], T | None], timeout: float) -> T | None:
        """What `look` finds, as soon as it finds something; None after `timeout` seconds, or when all is over.

        `look` is called under the lock, once at first and once for each change.
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
        """While this lasts, `wake` is called for each change and at the end; it must not block."""
        with self.lock:
            self._watchers.append(wake)
        try:
            yield
        finally:
            with self.lock:
                self._watchers.remove(wake)

    @property
    def watchers(self) -> int:
        """How many watch at present."""
        return len(self._watchers)
