"""The faults of one epoch, with their counts; it selects the fault that fires."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from mockkf.model import Fault

MOST = 1_000
"""The maximum number of planned faults."""


class FaultRegistry:
    """The faults in the order of planning, under the lock of their epoch; `wake` is called for each change."""

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
        """The id given last."""
        return self._last

    def get(self, number: int) -> Fault | None:
        """Return the fault with this id; None if there is none."""
        return self._faults.get(number)

    def add(self, fault: Fault) -> Fault:
        """Plan a fault and return it with its id; raise `OverflowError` if too many are planned."""
        with self._lock:
            if len(self._faults) >= MOST:
                raise OverflowError(f"there are already {MOST} faults, which is the maximum; remove some first")
            self._last += 1
            planned = replace(fault, id=self._last, seen=0, fired=0)
            self._put({**self._faults, self._last: planned})
            return planned

    def remove(self, number: int) -> bool:
        """Remove a fault; return False if there is none with this id."""
        with self._lock:
            there = number in self._faults
            self._put({known: fault for known, fault in self._faults.items() if known != number})
            return there

    def clear(self) -> None:
        """Remove all faults."""
        with self._lock:
            self._put({})

    def take(self, faults: Iterable[Fault], last: int) -> None:
        """Replace all faults with these, and keep their ids and counts; `last` is the id given last."""
        with self._lock:
            self._put({fault.id: fault for fault in faults})
            self._last = last

    def concern(self, step: str) -> bool:
        """Return whether a fault is planned for this step."""
        return step in self._steps

    def match(self, step: str, subject: Callable[[], Mapping[str, Any]]) -> Fault | None:
        """Return the fault that fires for a call at `step`; None if no fault fires.

        Each matching fault counts the call. The oldest due fault with `times` fires; if there is none, the newest due
        fault without `times`.
        """
        if not self.concern(step):
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
        self._wake()
