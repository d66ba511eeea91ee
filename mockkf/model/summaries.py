"""Short forms of long values for the journal: the beginning and the length, or the number of members."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

TEXT = 16_384
"""The maximum number of characters of a stored text."""

MEMBERS = 200
"""The maximum number of members of a body, and of values inside one member, that are stored unchanged."""

NAME = 200
"""The maximum number of characters of a stored name."""

CUT = re.compile(r"… \(([0-9]+) characters\)\Z")


def cut(text: str, most: int = TEXT) -> str:
    """Return `text`, or its first `most` characters and its length if it is longer.

    >>> cut("abcdef", 3)
    'abc… (6 characters)'
    """
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters)"


def kept(text: str) -> tuple[str, int | None]:
    """Return the part of a text that `cut` has kept, and the characters of the whole text, None if nothing is cut.

    >>> kept(cut("abcdef", 3)), kept("abc")
    (('abc', 6), ('abc', None))
    """
    found = CUT.search(text)
    return (text[: found.start()], int(found[1])) if found else (text, None)


def summary(value: Any) -> Any:
    """Return a JSON value as the journal stores it."""
    if not isinstance(value, Mapping) or len(value) > MEMBERS:
        return _short(value)
    return {cut(str(name), NAME): _short(inner) for name, inner in value.items()}


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return cut(value)
    if not isinstance(value, Mapping | list | tuple):
        return value
    if _is_large(value):
        noun = "members" if isinstance(value, Mapping) else "items"
        return f"… ({len(value)} {noun}, not kept)"
    if isinstance(value, Mapping):
        return {cut(str(name), NAME): _short(inner) for name, inner in value.items()}
    return [_short(inner) for inner in value]


def _is_large(value: Any) -> bool:
    """Return whether a value contains more than `MEMBERS` values; stop counting there."""
    return any(number > MEMBERS for number, _ in enumerate(_inside(value), 1))


def _inside(value: Any) -> Iterator[Any]:
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        members = inner.values() if isinstance(inner, Mapping) else inner if isinstance(inner, list | tuple) else ()
        for member in members:
            yield member
            waiting.append(member)
