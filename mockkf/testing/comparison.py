"""How a value is compared with what was wanted, and how both are spoken of."""

import re
from difflib import SequenceMatcher
from typing import Any

LONG = 200
"""How many characters of a value are shown and compared for likeness."""

SENTENCE = 60
"""Of two texts longer than this, the place is shown where they part."""


class Absent:
    """What is not there at all, as opposed to null."""

    def __repr__(self) -> str:
        return "missing"


ABSENT = Absent()


def fits(wanted: Any, actual: Any) -> bool:
    """Whether a value is what was wanted: equal to it, found by it as a pattern, or accepted by it as a function.

    Of several values one must fit. The line end after a text need not be wanted.
    """
    if isinstance(actual, tuple):
        return any(fits(wanted, one) for one in actual) if actual else wanted is None
    if isinstance(wanted, re.Pattern):
        return isinstance(actual, str) and wanted.search(actual) is not None
    actual = None if actual is ABSENT else actual
    if callable(wanted):
        return bool(wanted(actual))
    if isinstance(wanted, str) and isinstance(actual, str):
        return wanted in {actual, actual.strip()}
    return isinstance(wanted, bool) == isinstance(actual, bool) and bool(wanted == actual)


def shown(value: Any) -> str:
    """A value as it is spoken of."""
    if isinstance(value, tuple):
        return ", ".join(map(shown, value)) or "none"
    text = f"/{value.pattern}/" if isinstance(value, re.Pattern) else repr(value)
    return text if len(text) <= LONG else f"{text[:LONG]}… ({len(text)} characters)"


def instead(name: str, wanted: Any, actual: Any) -> str:
    """What is there, in words; of two long texts, where they part."""
    if not (isinstance(wanted, str) and isinstance(actual, str) and min(len(wanted), len(actual)) > SENTENCE):
        return f"{name} is {shown(actual)}"
    same = zip(wanted, actual, strict=False)
    at = next((at for at, (one, other) in enumerate(same) if one != other), min(len(wanted), len(actual)))
    part = slice(at, at + SENTENCE)
    return f"{name} differs from character {at + 1} on: {actual[part]!r}, not {wanted[part]!r}"


def far(wanted: Any, actual: Any) -> float:
    """How unlike the two are: 0 for the same, 1 at most."""
    if isinstance(actual, tuple):
        return min((far(wanted, one) for one in actual), default=1)
    if isinstance(wanted, str) and isinstance(actual, str):
        return 1 - SequenceMatcher(None, wanted[:LONG].casefold(), actual[:LONG].casefold()).ratio()
    return 1
