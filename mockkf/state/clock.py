"""The clock of the mock: real time, even if a library freezes time, plus an offset that a test sets.

Waits use real time without the offset.
"""

import re
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from mockkf.errors import ConfigurationError
from mockkf.unpatched import WallClock

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
"""The units of a duration as text, in seconds."""

PART = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(ms|s|m|h|d|w) ?")

LONGEST = 100 * 365 * 86400
"""The maximum offset in seconds; certificates are valid for longer."""


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


def duration(name: str, value: Any) -> float:
    """Return the seconds of `value`: a number of seconds, a `timedelta`, or text such as "2h" or "1h 30m".

    Raise `ConfigurationError` with `name` if the value is invalid.

    >>> duration("time", "2h"), duration("time", "1h 30m"), duration("time", timedelta(days=1)), duration("time", 5)
    (7200.0, 5400.0, 86400.0, 5.0)
    """
    seconds = _seconds(value)
    if seconds is None or not 0 <= seconds <= LONGEST:
        allowed = 'a number of seconds, a timedelta, or text such as "90s", "2h" or "1d 12h", from 0 to 100 years'
        raise ConfigurationError(f"{name} must be {allowed}, not {str(value)[:100]!r}")
    return seconds


def _seconds(value: Any) -> float | None:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if abs(value) <= LONGEST else None
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > 100 or PART.sub("", text):  # noqa: PLR2004 - no valid duration is that long
        return None
    return sum(float(number) * UNITS[unit] for number, unit in PART.findall(text))
