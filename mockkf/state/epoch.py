"""One epoch: its lock, its waits, its end, and what arrived late from earlier epochs."""

import random
import uuid
import weakref
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Self, TypeVar

from mockkf.model import ApiCall, FailedConnection, Message, Refusal
from mockkf.state.bounds import Bounds
from mockkf.state.change_notifier import ChangeNotifier
from mockkf.state.clock import Clock

T = TypeVar("T")

LateArrival = ApiCall | Message | Refusal | FailedConnection

LATE = 1_000
"""The maximum number of stored late arrivals."""


class Succession:
    """The newest epoch of a mock, None if nobody uses it any more.

    All epochs of the mock share this object, so that an ended one that is still in use keeps no other one.
    """

    def __init__(self, first: "Epoch") -> None:
        self.continue_with(first)

    def continue_with(self, newest: "Epoch") -> None:
        """Make `newest` the newest epoch, which shares this object from now on."""
        self._newest = weakref.ref(newest)
        newest.succession = self

    @property
    def newest(self) -> "Epoch | None":
        """The newest epoch."""
        return self._newest()


class Epoch:
    """The time between two resets, with its `bounds` and its `clock`; all changes happen under one lock."""

    def __init__(self, *, epoch: int, bounds: Bounds) -> None:
        self.epoch = epoch
        self.bounds = bounds
        self._late: deque[LateArrival] = deque(maxlen=LATE)
        self.succession = Succession(self)
        self._changes = ChangeNotifier()
        self._changed = self._changes.lock
        self._wake = self._changes.wake
        self.clock = Clock(self._changed)

    @cached_property
    def _chance(self) -> random.Random:
        # Made when the first id is needed: a reset should not wait for its seed.
        return random.Random(self.epoch)  # noqa: S311 - each run must have the same ids

    def next_guid(self) -> str:
        """Return the next GUID of a sequence that is the same in every run."""
        with self._changed:
            return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))

    def wait(self, look: Callable[[], T | None], timeout: float) -> T | None:
        """Return the first result of `look` that is not None; None after `timeout` seconds or at the epoch's end.

        `look` is called under the lock, once at the start and once for each change.
        """
        return self._changes.wait(look, timeout)

    def hold(self, seconds: float) -> None:
        """Wait for this number of seconds, or until the epoch ends or the client of the present call has gone."""
        if seconds:
            self.wait(lambda: None, seconds)

    def watched(self, wake: Callable[[], object]) -> AbstractContextManager[None]:
        """Call `wake` for each change and at the end of the epoch, while the block runs; `wake` must not block."""
        return self._changes.watched(wake)

    @property
    def watchers(self) -> int:
        """The present number of watchers."""
        return self._changes.watchers

    def retire(self, successor: Self | None = None) -> None:
        """End this epoch: end all waits, and pass late arrivals on to `successor`."""
        with self._changed:
            if successor is not None:
                self.succession.continue_with(successor)
            self._changes.end()

    @property
    def is_over(self) -> bool:
        """Whether this epoch has ended."""
        return self._changes.is_over

    @property
    def late(self) -> tuple[LateArrival, ...]:
        """Late arrivals: what began before the last reset. They are shown but never counted."""
        with self._changed:
            return tuple(self._late)

    def take_in(self, late: LateArrival) -> None:
        """Store a late arrival of an earlier epoch, and wake the waits of this one."""
        with self._changed:
            newer = self._newer
            if newer is not None:
                newer.take_in(late)
            else:
                self._late.append(late)
                self._wake()

    @property
    def _newer(self) -> "Epoch | None":
        newest = self.succession.newest
        return None if newest is self else newest

    def _is_late(self, arrival: LateArrival) -> bool:
        """Return whether the epoch is over; then pass `arrival` on to the newest one."""
        newer = self._newer
        if newer is not None:
            newer.take_in(arrival)
        return self._changes.is_over
