"""The mail of the last removal, as long as it can be put back."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from mockkf.model import Marks, Message
from mockkf.state.bounds import NOTHING_DROPPED, DropRecord, message_weight
from mockkf.unpatched import monotonic

SECONDS = 300.0
"""How long removed mail can be put back."""


class RemovedMail(NamedTuple):
    """A removed message, with its marks at that time."""

    message: Message
    marks: Marks


class KeptAside:
    """The messages of one removal, oldest first; they are gone after five minutes of real time.

    `clock` returns seconds.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._until = 0.0
        self._kept: deque[RemovedMail] = deque()
        self._bytes = 0
        self._removal = 0
        self._dropped = NOTHING_DROPPED

    def keep(self, removal: int, kept: Iterable[RemovedMail], dropped: DropRecord = NOTHING_DROPPED) -> None:
        """Keep the messages of this removal instead of those of an earlier one.

        `dropped` is the record of dropped messages that an emptied mailbox had.
        """
        self._kept = deque(kept)
        self._bytes = sum(message_weight(one.message) for one in self._kept)
        self._until = self._clock() + SECONDS
        self._removal, self._dropped = removal, dropped

    def take(self, removal: int) -> tuple[tuple[RemovedMail, ...], DropRecord]:
        """Return the messages of this removal, and its record of dropped messages, and keep them no longer."""
        self._expire()
        if removal != self._removal:
            return (), NOTHING_DROPPED
        taken = tuple(self._kept), self._dropped
        self._clear()
        return taken

    def drop_oldest(self) -> None:
        """Let the oldest message go."""
        self._bytes -= message_weight(self._kept.popleft().message)

    @property
    def bytes(self) -> int:
        """The size of the messages."""
        self._expire()
        return self._bytes

    def __len__(self) -> int:
        self._expire()
        return len(self._kept)

    def _expire(self) -> None:
        if self._removal and self._clock() >= self._until:
            self._clear()

    def _clear(self) -> None:
        self.keep(0, ())
