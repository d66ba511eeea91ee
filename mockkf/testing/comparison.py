"""Compares an actual value with an expected one, and describes both."""

import re
from difflib import SequenceMatcher
from typing import Any

LONG = 200
"""The maximum number of characters of a value that are shown, and compared for similarity."""

SENTENCE = 60
"""If two texts have more characters than this, only the place of the first difference is shown."""


class Absent:
    """A missing value, in contrast to null."""

    def __repr__(self) -> str:
        return "missing"


ABSENT = Absent()


def fits(wanted: Any, actual: Any) -> bool:
    """Return whether `actual` matches `wanted`: a value equal to it, a pattern found in it, or a function of it.

    If `actual` is a tuple, one of its values must match. White space around a text may be missing in `wanted`.
    """
    if isinstance(wanted, str) and isinstance(actual, str):
        return wanted == actual or wanted == actual.strip()
    if isinstance(actual, tuple):
        return any(fits(wanted, one) for one in actual) if actual else wanted is None
    if isinstance(wanted, re.Pattern):
        return isinstance(actual, str) and wanted.search(actual) is not None
    actual = None if actual is ABSENT else actual
    if callable(wanted):
        return bool(wanted(actual))
    return isinstance(wanted, bool) == isinstance(actual, bool) and bool(wanted == actual)


def shown(value: Any) -> str:
    """Return the description of a value for messages."""
    if isinstance(value, tuple):
        return ", ".join(map(shown, value)) or "none"
    text = f"/{value.pattern}/" if isinstance(value, re.Pattern) else repr(value)
    return text if len(text) <= LONG else f"{text[:LONG]}… ({len(text)} characters)"


def instead(name: str, wanted: Any, actual: Any) -> str:
    """Return a description of the actual value; for two long texts, of their first difference."""
    if not (isinstance(wanted, str) and isinstance(actual, str) and min(len(wanted), len(actual)) > SENTENCE):
        return f"{name} is {shown(actual)}"
    same = zip(wanted, actual, strict=False)
    at = next((at for at, (one, other) in enumerate(same) if one != other), min(len(wanted), len(actual)))
    part = slice(at, at + SENTENCE)
    return f"{name} differs from character {at + 1} on: {actual[part]!r}, not {wanted[part]!r}"


def far(wanted: Any, actual: Any) -> float:
    """Return the distance of the two values, from 0 (equal) to 1."""
    if isinstance(actual, tuple):
        return min((far(wanted, one) for one in actual), default=1)
    if isinstance(wanted, str) and isinstance(actual, str):
        return 1 - SequenceMatcher(None, wanted[:LONG].casefold(), actual[:LONG].casefold()).ratio()
    return 1
