"""Check of the release that a user names."""

from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any

from mockkf.command.schemas import releases
from mockkf.config import dotted_release, is_release, version
from mockkf.errors import ConfigurationError


def release(name: str, value: Any) -> str:
    """Return `value` as a dotted release; raise `ConfigurationError`, which lists the known releases, if it is none.

    `name` is the name of the option in the message.

    >>> release("release", "24.4")
    '24.4'
    """
    if not is_release(value):
        near = get_close_matches(str(value).strip().replace(",", "."), map(dotted, releases()), 1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        raise ConfigurationError(f"{name} must be one of {_known()} (text), not {value!r}{hint}")
    return dotted_release(name, value)


def remark(given: str) -> str | None:
    """Return a sentence about a release of which mockkf has no page and no recording; None for any other release.

    It names the nearest releases that mockkf has documents of, and the one whose formats are used.

    >>> remark("26.2.1+abc")
    'no document of release 26.2.1 was seen; it behaves as 25.5'
    >>> remark("24.9")
    'no document of release 24.9 was seen, only of 24.4 and 25.1; it behaves as 24.4'
    >>> remark("25.5.1")
    """
    return _remark(given, releases())


@lru_cache(maxsize=64)
def _remark(given: str, known: tuple[tuple[int, ...], ...]) -> str | None:
    numbers = version(given)
    minor = (*numbers, 0)[:2]
    if minor in known or minor in _documented():
        return None
    seen = sorted({*known, *_documented()})
    below, above = [one for one in seen if one < numbers], [one for one in seen if one > numbers]
    nearest = f", only of {' and '.join(map(dotted, (*below[-1:], *above[:1])))}" if above else ""
    used = max((one for one in known if one <= numbers), default=known[0])
    return f"no document of release {given.partition('+')[0]} was seen{nearest}; it behaves as {dotted(used)}"


@cache
def _documented() -> frozenset[tuple[int, ...]]:
    """Return the releases of which a page or a recording was seen."""
    from mockkf.command.contract import SOURCES

    return frozenset(numbers for source in SOURCES.values() for numbers in source.releases)


def dotted(numbers: tuple[int, ...]) -> str:
    """Return a release as text."""
    return ".".join(map(str, numbers))


def _known() -> str:
    """Return the releases with known formats, as text."""
    return ", ".join(f'"{dotted(numbers)}"' for numbers in releases())
