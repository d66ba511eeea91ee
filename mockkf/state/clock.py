"""The clock of the mock: real time, even if a library freezes time, plus an offset that a test sets.

Waits use real time without the offset.
"""

from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from mockkf.config import LONGEST, duration
from mockkf.errors import ConfigurationError
from mockkf.unpatched import WallClock

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """The clock of one epoch; changes happen under the lock of the state."""

    def __init__(self, lock: AbstractContextManager[Any], ahead: float = 0.0) -> None:
        self._lock = lock
        self._wall = WallClock()
        self._ahead = ahead

    @property
    def ahead(self) -> float:
        """The number of seconds by which the clock is ahead of real time."""
        return self._ahead

    def seconds(self) -> float:
        """Return the time in seconds since 1970."""
        return self._wall.seconds() + self._ahead

    def now(self) -> datetime:
        """Return the time in UTC."""
        return EPOCH + timedelta(seconds=self.seconds())

    def advance(self, by: Any) -> float:
        """Move the clock ahead and return the number of seconds it is ahead now.

        `by` is a number of seconds, a `timedelta` or text such as "2h". Raise `ConfigurationError` if it is invalid or
        if the clock would be more than 100 years ahead.
        """
        with self._lock:
            ahead = self._ahead + duration("the time to advance by", by)
            if ahead > LONGEST:
                raise ConfigurationError(f"the clock can be at most 100 years ahead ({LONGEST} seconds), not {ahead:g}")
            self._ahead = ahead
            return ahead

    def view(self) -> dict[str, Any]:
        """Return the time and the seconds ahead, as the control API sends them."""
        return {"now": self.now().isoformat(), "ahead": self._ahead}

    def set_ahead(self, seconds: float) -> None:
        """Set the clock `seconds` ahead of real time."""
        with self._lock:
            self._ahead = seconds
