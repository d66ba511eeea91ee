"""What the journal keeps of long values: their beginning and length, or how many members they have."""

from collections.abc import Iterator, Mapping
from typing import Any

TEXT = 16_384
"""How many characters of a text are kept."""

MEMBERS = 200
"""How many values a member may hold inside, and a body, to be kept as they are."""


def cut(text: str, most: int = TEXT) -> str:
    """Return `text`, or its beginning and its length.

    >>> cut("abcdef", 3)
    'abc… (6 characters)'
    """
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters)"


def summary(value: Any) -> Any:
    """Return a JSON value as the journal keeps it."""
    if not isinstance(value, Mapping) or len(value) > MEMBERS:
        return _short(value)
    return {cut(str(name), 200): _short(inner) for name, inner in value.items()}


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return cut(value)
    if not isinstance(value, Mapping | list | tuple):
        return value
    if _is_large(value):
        noun = "members" if isinstance(value, Mapping) else "items"
        return f"… ({len(value)} {noun}, not kept)"
    if isinstance(value, Mapping):
        return {cut(str(name), 200): _short(inner) for name, inner in value.items()}
    return [_short(inner) for inner in value]


def _is_large(value: Any) -> bool:
    """Whether a value has too many others inside; no more of it is looked at than is allowed."""
    return any(number > MEMBERS for number, _ in enumerate(_inside(value), 1))


def _inside(value: Any) -> Iterator[Any]:
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        members = inner.values() if isinstance(inner, Mapping) else inner if isinstance(inner, list | tuple) else ()
        for member in members:
            yield member
            waiting.append(member)
