"""The journal of the API calls: those with an answer, and those that are still open."""

from collections.abc import Callable
from typing import Any

from mockkf.model import ApiCall, OpenCall
from mockkf.state.call_store import CallStore
from mockkf.state.epoch import Epoch


class CallJournal(Epoch):
    """The calls of one epoch; a call gets its id when it begins, and enters the journal when it is answered."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)
        self._calls = CallStore(self.bounds)
        self._last_call = 0
        self._unanswered: dict[int, Callable[[int], OpenCall]] = {}

    def open_call(self, describe: Callable[[int], OpenCall]) -> tuple[int, str]:
        """Return the id and the correlation id of a new call.

        `describe` returns the progress of the call with this id, until it is recorded.
        """
        with self._changed:
            self._last_call += 1
            self._unanswered[self._last_call] = describe
            return self._last_call, self.next_guid()

    @property
    def unanswered(self) -> tuple[OpenCall, ...]:
        """The calls without an answer so far, oldest first."""
        with self._changed:
            return tuple(describe(number) for number, describe in self._unanswered.items())

    def record(self, call: ApiCall) -> None:
        """Add a call with its answer to the journal."""
        with self._changed:
            self._unanswered.pop(call.id, None)
            if not self._is_late(call):
                self._calls.put(call)
                self._wake()

    @property
    def calls(self) -> tuple[ApiCall, ...]:
        """The journal, oldest first."""
        with self._changed:
            return self._calls.all

    def call(self, number: int) -> ApiCall | None:
        """Return the call with this id; None if the journal does not have it."""
        with self._changed:
            return self._calls.get(number)

    def calls_after(self, number: int) -> tuple[ApiCall, ...]:
        """Return the calls answered after the call with this id, oldest first.

        If that call is not stored, return the calls with a greater id.
        """
        held = self.calls
        position = next((position for position, call in enumerate(held, 1) if call.id == number), None)
        return tuple(call for call in held if call.id > number) if position is None else held[position:]
