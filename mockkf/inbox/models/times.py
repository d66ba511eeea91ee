"""Times and sizes in words."""

import math
from datetime import UTC, datetime

UNITS = ("KiB", "MiB", "GiB")
STEP = 1024


def clock_time(moment: datetime) -> str:
    """Return the time of the day in UTC; the page shows it in the zone of the browser.

    >>> clock_time(datetime(2026, 1, 31, 12, 5, 9, tzinfo=UTC))
    '12:05:09'
    """
    return moment.astimezone(UTC).strftime("%H:%M:%S")


def milliseconds(seconds: float) -> str:
    """Return a duration; short ones have a decimal place.

    >>> milliseconds(0.00123), milliseconds(0.25), milliseconds(3)
    ('1.2 ms', '250 ms', '3.0 s')
    """
    if seconds >= 1:
        return f"{seconds:.1f} s"
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else f"{seconds * 1000:.0f} ms"  # noqa: PLR2004 - 100 ms


def size(count: int) -> str:
    """Return a number of bytes.

    >>> size(1), size(2048), size(1_500_000)
    ('1 byte', '2.0 KiB', '1.4 MiB')
    """
    if count < STEP:
        return f"{count} byte{'' if count == 1 else 's'}"
    power = min(int(math.log(count, STEP)), len(UNITS))
    return f"{count / STEP**power:.1f} {UNITS[power - 1]}"
