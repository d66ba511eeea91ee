"""Dates in a query, in the formats that people write."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FORMATS = ("%Y/%m/%d", "%m/%d/%Y", "%m/%d/%y", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%Y.%m.%d", "%Y")
"""The formats beside ISO 8601 and RFC 5322; `01/31/2026` is American."""

HOURS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
"""What may follow the date."""

SECONDS, MILLISECONDS = 10, 13
"""The numbers of digits of a Unix time."""

LONGEST = 60


def zone(name: str) -> tzinfo:
    """Return the time zone with an IANA name; UTC, the zone of the mock, if the name is unknown.

    >>> zone("Europe/Berlin").utcoffset(datetime(2026, 7, 1)).total_seconds(), zone("Nowhere").utcoffset(None)
    (7200.0, datetime.timedelta(0))
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def moment(written: str, within: tzinfo = UTC) -> datetime | None:
    """Return the time that `written` names, with the zone `within` unless it names another; None if it is no date.

    >>> moment("2026-01-31"), moment("Jan 31, 2026"), moment("soon")  # doctest: +NORMALIZE_WHITESPACE
    (datetime.datetime(2026, 1, 31, 0, 0, tzinfo=datetime.timezone.utc),
     datetime.datetime(2026, 1, 31, 0, 0, tzinfo=datetime.timezone.utc), None)
    """
    text = " ".join(written.replace(",", " ").upper().split())
    if not 0 < len(text) <= LONGEST:
        return None
    for read in READERS:
        with suppress(ValueError, OverflowError, OSError, TypeError):
            found = read(text)
            return found if found.tzinfo else found.replace(tzinfo=within)
    return None


def _unix(text: str) -> datetime:
    if not text.isascii() or not text.isdigit() or len(text) not in {SECONDS, MILLISECONDS}:
        raise ValueError(text)
    return datetime.fromtimestamp(int(text) / (1 if len(text) == SECONDS else 1000), UTC)


def _written_out(text: str) -> datetime:
    for form in _forms():
        with suppress(ValueError):
            return datetime.strptime(text, form)  # noqa: DTZ007 - the caller adds the zone
    raise ValueError(text)


def _forms() -> Iterator[str]:
    return (f"{date}{hour}" for date in FORMATS for hour in HOURS)


READERS: tuple[Callable[[str], datetime], ...] = (
    _unix,
    datetime.fromisoformat,
    lambda text: datetime.strptime(text, "%Y-%m"),  # noqa: DTZ007
    _written_out,
    parsedate_to_datetime,
)
"""The readers, in the order in which they are tried."""
