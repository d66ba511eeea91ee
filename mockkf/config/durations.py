"""Durations, as options, waits, faults, the clock, the control API and the command line take them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from mockkf.errors import ConfigurationError

Duration = float | str | timedelta
"""A number of seconds, a `timedelta`, or text such as "500ms", "5s", "2h" or "1h 30m"."""

UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400, "": 1}
"""The units of a duration as text, in seconds; a number without a unit is seconds."""

NUMBER = r"[0-9]{1,12}(?:\.[0-9]{1,9})?"
PART = re.compile(rf"({NUMBER}) ?(ms|s|m|h|d|w) ?")
TEXT = re.compile(rf"(?:{NUMBER}|(?:{NUMBER} ?(?:ms|s|m|h|d|w) ?)+)")

LONGEST = 100 * 365 * 86400
"""The maximum duration in seconds; certificates are valid for longer."""

SHORTEST = 1e-9
"""The shortest duration that is not 0, in seconds."""

MOST_AHEAD = 10 * 365 * 86400
"""By how many seconds a clock may be wrong."""

LONGEST_TEXT = 100


def duration(name: str, value: Any, *, least: float = 0, most: float = LONGEST, limits: str = "") -> float:
    """Return the seconds of `value`: a number of seconds, a `timedelta`, or text such as "5s", "1h 30m" or "-5m".

    Raise `ConfigurationError` with `name` unless it is from `least` to `most`; `limits` describes them in the error.

    >>> duration("time", "500ms"), duration("time", "1h 30m"), duration("time", timedelta(days=1)), duration("time", 5)
    (0.5, 5400.0, 86400.0, 5.0)
    """
    seconds = _seconds(value)
    if seconds is None or not least <= seconds <= most:
        allowed = 'a number of seconds, or text such as "500ms", "5s", "2h" or "1d 12h"'
        said = limits or ("from 0 to 100 years" if most == LONGEST else f"from {least:g} to {most:g} s")
        raise ConfigurationError(f"{name} must be {allowed}, {said}, not {repr(value)[:LONGEST_TEXT]}")
    return seconds


def seconds(name: str, value: Any) -> float:
    """Return the seconds of a duration above 0 and at most an hour, which is longer than any test."""
    return duration(name, value, least=SHORTEST, most=3600, limits="above 0 and at most 3600 s")


def whole_seconds(most: int, limits: str) -> Callable[[str, Any], int]:
    """Return a reader of durations of whole seconds, from 0 to `most`; `limits` describes them in errors."""

    def take(name: str, value: Any) -> int:
        found = duration(name, value, most=most, limits=limits)
        if not found.is_integer():
            raise ConfigurationError(f"{name} must be whole seconds, not {value!r}")
        return int(found)

    return take


def skew(name: str, value: Any) -> float:
    """Return the seconds of a duration, positive or negative."""
    return duration(name, value, least=-MOST_AHEAD, most=MOST_AHEAD, limits='at most ten years, with "-" for the past')


def _seconds(value: Any) -> float | None:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if abs(value) <= LONGEST else None
    text = value.strip() if isinstance(value, str) else ""
    amount = text.removeprefix("-")
    if len(text) > LONGEST_TEXT or not TEXT.fullmatch(amount):
        return None
    parts = PART.findall(amount) or [(amount, "")]
    seconds = float(sum(float(number) * UNITS[unit] for number, unit in parts))
    return seconds if amount == text else -seconds
