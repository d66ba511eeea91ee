"""The calls of one epoch, in the order of their answers; only `State` uses it, under its lock."""

from collections import deque
from collections.abc import Iterable, Mapping

from mockkf.model import ApiCall
from mockkf.state.bounds import NOTHING_DROPPED, Bounds, DropRecord, weight

EACH = 1_000
"""The bytes of a call in addition to its texts and values."""


class CallStore:
    """Calls within the limits; at the limits the oldest are dropped and counted in `dropped`."""

    def __init__(self, bounds: Bounds, calls: Iterable[ApiCall] = (), dropped: DropRecord = NOTHING_DROPPED) -> None:
        self._bounds = bounds
        self._calls: deque[tuple[ApiCall, int]] = deque()
        self.bytes = 0
        self.dropped = dropped
        for call in calls:
            self.put(call)

    def put(self, call: ApiCall) -> None:
        """Store a call; drop the oldest calls if a limit is exceeded."""
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
        """All calls, oldest first."""
        return tuple(call for call, _ in self._calls)

    def get(self, number: int) -> ApiCall | None:
        """Return the call with this id; None if it is not stored."""
        return next((call for call, _ in reversed(self._calls) if call.id == number), None)

    def __len__(self) -> int:
        return len(self._calls)


def call_weight(call: ApiCall) -> int:
    """Return the approximate size of a call in memory, in bytes."""
    size = EACH + len(call.path) + len(call.answer) + len(call.reason or "") + weight(call.request)
    for deviation in call.deviations:
        size += len(deviation.sentence)
    for step in call.trace:
        size += 200 + len(step.detail) + len(step.outcome)
    return size + _header_weight(call.request_headers) + _header_weight(call.answer_headers)


def _header_weight(headers: Mapping[str, str]) -> int:
    """Return what `weight` returns, faster: every call has headers."""
    return 64 + 150 * len(headers) + sum(map(len, headers)) + sum(map(len, headers.values()))
