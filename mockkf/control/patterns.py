"""Search patterns of a query: Python's syntax, a bounded length, and one time limit for all patterns of a request."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mockkf.errors import ConfigurationError, SearchTooLong
from mockkf.unpatched import monotonic

if TYPE_CHECKING:
    import regex

LONGEST = 200
"""The maximum length of a pattern, in characters."""

SEARCH_SECONDS = 1.0
"""How long the patterns of one request may search, in seconds of searching."""

TOKEN = re.compile(
    r"""
    (?P<escape> \\N\{[^}]*\} | \\. )
    | (?P<quantifier> \{(?:[0-9]+(?:,[0-9]*)?|,[0-9]*)\} )
    | (?P<set> \[\^?\]?(?:\\.|[^\]\\])*\] )
    | \{
    """,
    re.VERBOSE | re.DOTALL,
)
IN_SET = re.compile(r"(?P<escape>\\.)|\[", re.DOTALL)
VERBOSE = re.compile(r"\(\?[a-zA-Z]*x")


@dataclass
class SearchTime:
    """The time that is left for the patterns of one request, in seconds."""

    left: float = field(default=SEARCH_SECONDS)


class SearchPattern:
    """A function that finds `pattern` in a text; raises `SearchTooLong` when `time` is used up.

    >>> SearchPattern("subject", "expires|expired", re.RegexFlag(0), SearchTime())("it expired")
    True
    """

    def __init__(self, name: str, pattern: str, flags: re.RegexFlag, time: SearchTime) -> None:
        self._name = name
        self._pattern = pattern
        self._compiled = _compiled(name, pattern, flags)
        self._time = time

    def __call__(self, actual: Any) -> bool:
        """Whether the pattern occurs in `actual`; never in anything but text."""
        if not isinstance(actual, str):
            return False
        start = monotonic()
        try:
            # A timeout of 0 or less is an error for the library.
            return self._compiled.search(actual, timeout=max(self._time.left, 1e-6)) is not None
        except TimeoutError:
            raise SearchTooLong(
                f"{self._name} must be a regular expression that finds its matches within {SEARCH_SECONDS:g} s; "
                f"{self!r} takes longer on the captured mail"
            ) from None
        finally:
            self._time.left -= monotonic() - start

    def __repr__(self) -> str:
        return f"/{self._pattern}/"


def _compiled(name: str, pattern: str, flags: re.RegexFlag) -> "regex.Pattern[str]":
    # Imported here because most requests have no pattern.
    import regex

    if len(pattern) > LONGEST:
        raise ConfigurationError(
            f"{name} must be a regular expression of at most {LONGEST} characters, not {len(pattern)}"
        )
    try:
        re.compile(pattern, flags)
        return regex.compile(for_regex(pattern), int(flags) | regex.V0)
    except (re.error, regex.error, OverflowError, RecursionError, Warning) as error:
        raise ConfigurationError(f"{name} must be a regular expression of Python's re module: {error}") from None


def for_regex(pattern: str) -> str:
    r"""Return a valid pattern of `re` so that the library `regex` reads it in the same way.

    `regex` reads a brace after a character as fuzzy matching, and `[:alpha:]` in a set as a POSIX class.

    >>> for_regex("a{e}b{2,3}[[:x:]]")
    'a\\{e}b{2,3}[\\[:x:]]'
    """
    if "#" in pattern and VERBOSE.search(pattern):
        raise ConfigurationError("a regular expression with comments (the flag x and #) is not supported")
    return TOKEN.sub(_for_regex, pattern)


def _for_regex(found: re.Match[str]) -> str:
    if found["set"]:
        return "[" + IN_SET.sub(lambda inside: inside["escape"] or r"\[", found["set"][1:])
    return found["escape"] or found["quantifier"] or r"\{"
