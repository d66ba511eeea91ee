"""Times as Go writes them: RFC 3339, with fractions only as far as they are not zero."""

from datetime import datetime
from email.utils import parsedate_to_datetime


def rfc3339(moment: datetime) -> str:
    """Return a time in its own zone.

    >>> from datetime import UTC
    >>> rfc3339(datetime(2026, 1, 31, 12, 0, 0, 120_000, UTC)), rfc3339(datetime(2026, 1, 31, tzinfo=UTC))
    ('2026-01-31T12:00:00.12Z', '2026-01-31T00:00:00Z')
    """
    written = moment.isoformat()
    fraction = f".{moment.microsecond:06d}".rstrip("0").rstrip(".")
    zone = written[-len("+00:00") :] if moment.utcoffset() else "Z"
    return f"{written[: len('2026-01-31T12:00:00')]}{fraction}{zone}"


def in_milliseconds(moment: datetime) -> datetime:
    """Return the time in whole milliseconds, as lists have it."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def date_of(header: str) -> datetime | None:
    """Return the time in a Date header, with its own offset; None if it cannot be read."""
    try:
        return parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
