"""The failed HTTP connections of one epoch, oldest first; only `State` uses it, under its lock."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from mockkf.model import ConnectionFailure, FailedConnection, cut
from mockkf.state.bounds import Bounds, DropRecord

NO_DROPS = DropRecord()

EACH = 1_000
"""The bytes of a failed connection in addition to its texts."""

TEXT = 2_000
"""The maximum number of characters of each text of a failed connection."""


class ConnectionStore:
    """Failed connections within the limits of calls; at the limits the oldest are dropped and counted in `dropped`."""

    def __init__(self, bounds: Bounds, held: Iterable[FailedConnection] = (), dropped: DropRecord = NO_DROPS) -> None:
        self._bounds = bounds
        self._held = deque(held)
        self._last = self._held[-1].id if self._held else dropped.last_id
        self._bytes = sum(map(_weight, self._held))
        self.dropped = dropped

    def numbered(self, failure: ConnectionFailure, epoch: int, received: datetime) -> FailedConnection:
        """Return a failure as an entry with the next id; long texts are cut."""
        self._last += 1
        short: dict[str, Any] = {
            name: cut(value, TEXT) if isinstance(value, str) else value for name, value in vars(failure).items()
        }
        return FailedConnection(**short, id=self._last, epoch=epoch, received=received)

    def put(self, failed: FailedConnection) -> None:
        """Store an entry; drop the oldest entries if a limit is exceeded."""
        self._held.append(failed)
        self._bytes += _weight(failed)
        most, room = self._bounds.call_limit, self._bounds.call_memory
        while len(self._held) > most or (self._bytes > room and len(self._held) > 1):
            oldest = self._held.popleft()
            self._bytes -= _weight(oldest)
            self.dropped = self.dropped.with_one(oldest)

    @property
    def all(self) -> tuple[FailedConnection, ...]:
        """All entries, oldest first."""
        return tuple(self._held)


def _weight(failed: FailedConnection) -> int:
    return EACH + len(failed.reason) + len(failed.request) + len(failed.sni or "")
