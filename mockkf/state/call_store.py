"""The calls of one epoch, in the order they were answered; only `State` uses it, under its lock."""

from collections import deque
from collections.abc import Iterable

from mockkf.model import ApiCall
from mockkf.state.bounds import Bounds, DropRecord, weight

NOTHING = DropRecord()

EACH = 1_000
"""How many bytes a call takes beside what is counted."""


class CallStore:
    """Calls within bounds; the oldest go for want of room, and are counted in `dropped`."""

    def __init__(self, bounds: Bounds, calls: Iterable[ApiCall] = (), dropped: DropRecord = NOTHING) -> None:
        self._bounds = bounds
        self._calls: deque[tuple[ApiCall, int]] = deque()
        self.bytes = 0
        self.dropped = dropped
        for call in calls:
            self.put(call)

    def put(self, call: ApiCall) -> None:
        """Keep a call."""
        size = call_weight(call)
        self._calls.append((call, size))
        self.bytes += size
        most, room = self._bounds.call_limit, self._bounds.call_memory
        while len(self._calls) > most or (self.bytes > room and len(self._calls) > 1):
            oldest, size = self._calls.popleft()
            self.bytes -= size
            self.dropped = self.dropped.with_one(oldest)

    @property
    def all(self) -> tuple[ApiCall, ...]:
        """Every call, oldest first."""
        return tuple(call for call, _ in self._calls)

    def __len__(self) -> int:
        return len(self._calls)


def call_weight(call: ApiCall) -> int:
    """Return about how many bytes a call takes."""
    texts = (call.path, call.answer, call.reason or "", *(one.sentence for one in call.deviations))
    steps = (text for step in call.trace for text in (step.detail, step.outcome))
    values = (call.request, call.request_headers, call.answer_headers)
    return EACH + sum(map(len, texts)) + sum(100 + len(text) for text in steps) + sum(map(weight, values))
