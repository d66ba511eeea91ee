"""The faults of one epoch: which of them a call meets, and how often each was met."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from mockkf.model import Fault

MOST = 1_000
"""How many faults can be planned at a time."""


class FaultRegistry:
    """The faults in the order they were planned, under the lock of their epoch; `wake` tells that one fired."""

    def __init__(self, lock: AbstractContextManager[Any], wake: Callable[[], object]) -> None:
        self._lock = lock
        self._wake = wake
        self._faults: dict[int, Fault] = {}
        self._steps: frozenset[str] = frozenset()
        self._last = 0

    @property
    def all(self) -> tuple[Fault, ...]:
        """The faults with their counts, oldest first."""
        with self._lock:
            return tuple(self._faults.values())

    @property
    def last(self) -> int:
        """The id that was given last."""
        return self._last

    def get(self, number: int) -> Fault | None:
        """The fault with this id, if there is one."""
        return self._faults.get(number)

    def add(self, fault: Fault) -> Fault:
        """Plan a fault; what is planned has an id. `OverflowError` if there are too many."""
        with self._lock:
            if len(self._faults) >= MOST:
                raise OverflowError(f"there are {MOST} faults already; remove some first")
            self._last += 1
            planned = replace(fault, id=self._last, seen=0, fired=0)
            self._put({**self._faults, self._last: planned})
            return planned

    def remove(self, number: int) -> bool:
        """Let a fault fire no more; False if there is none with this id."""
        with self._lock:
            there = number in self._faults
            self._put({known: fault for known, fault in self._faults.items() if known != number})
            return there

    def clear(self) -> None:
        """Let no fault fire any more."""
        with self._lock:
            self._put({})

    def take(self, faults: Iterable[Fault], last: int) -> None:
        """Have these, with their ids and counts."""
        with self._lock:
            self._put({fault.id: fault for fault in faults})
            self._last = last

    def match(self, step: str, subject: Callable[[], Mapping[str, Any]]) -> Fault | None:
        """The fault that a call at `step` meets; None if it takes its usual course.

        Each fault that fits counts the call. Those that fire a number of times come first, in their order; of those
        that fire for ever, the newest.
        """
        if step not in self._steps:
            return None
        about = subject()
        with self._lock:
            seen = [
                replace(fault, seen=fault.seen + 1)
                for fault in self._faults.values()
                if fault.step == step and fault.fits(about)
            ]
            due = [fault for fault in seen if fault.is_due]
            first = next((fault for fault in due if fault.times is not None), due[-1] if due else None)
            fired = first and replace(first, fired=first.fired + 1)
            self._faults = {**self._faults, **{one.id: fired if fired and one is first else one for one in seen}}
            if fired:
                self._wake()
            return fired

    def _put(self, faults: dict[int, Fault]) -> None:
        self._faults = faults
        self._steps = frozenset(fault.step for fault in faults.values())
