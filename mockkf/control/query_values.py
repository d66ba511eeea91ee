"""Filter values in a query: a text, a text with `*`, or a regular expression between slashes."""

import re
from typing import Any

from mockkf.control.context import current_search_time
from mockkf.control.patterns import SearchPattern
from mockkf.errors import ConfigurationError

AS_IT_IS = re.RegexFlag(0)
TRUTHS = {"true": True, "false": False}


class Glob:
    """Matches a text in which each `*` stands for any text; runs in linear time, unlike a regular expression."""

    def __init__(self, said: str, flags: re.RegexFlag) -> None:
        self._said = said
        self._folds = bool(flags & re.IGNORECASE)
        self._first, *self._inner, self._last = self._fold(said).split("*")

    def __call__(self, actual: Any) -> bool:
        """Return whether `actual` matches; white space around it may be missing in the pattern."""
        return isinstance(actual, str) and any(self._fits(self._fold(text)) for text in (actual, actual.strip()))

    def __repr__(self) -> str:
        return repr(self._said)

    def _fold(self, text: str) -> str:
        return text.casefold() if self._folds else text

    def _fits(self, text: str) -> bool:
        if not (text.startswith(self._first) and text.endswith(self._last)):
            return False
        at, end = len(self._first), len(text) - len(self._last)
        for part in self._inner:
            found = text.find(part, at, max(end, at))
            if found < 0:
                return False
            at = found + len(part)
        return at <= end


def plain(said: str, flags: re.RegexFlag = AS_IT_IS) -> Any:
    """Return `said`, which must match the whole value, or a `Glob` if it has a `*`."""
    return Glob(said, flags) if "*" in said else said


def searched(name: str, said: str, flags: re.RegexFlag = AS_IT_IS) -> Any:
    """Return the same as `plain`, but a compiled regular expression if `said` is between slashes."""
    if len(said) > 1 and said.startswith("/") and said.endswith("/"):
        return SearchPattern(name, said[1:-1], flags, current_search_time())
    return plain(said, flags)


def wanted(name: str, said: str, flags: re.RegexFlag = AS_IT_IS) -> Any:
    """Return the same as `searched`, but True or False for `true` and `false` (whether there is a value)."""
    return TRUTHS[said] if said in TRUTHS else searched(name, said, flags)


def whole(name: str, said: str) -> int | bool:
    """Return the whole number in `said`, or True or False for `true` and `false` (whether there is a value)."""
    if said in TRUTHS:
        return TRUTHS[said]
    if not re.fullmatch("[0-9]{1,10}", said):
        raise ConfigurationError(f"{name} must be a whole number, true or false")
    return int(said)
