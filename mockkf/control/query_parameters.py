"""What can stand in the query of a request: each parameter reads its own value, or says what is allowed."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mockkf.config import know
from mockkf.errors import ConfigurationError

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

LONGEST_WAIT = 60
"""How many seconds a request may wait."""

SPAN = re.compile(r"(?P<number>[0-9]{1,9}(?:\.[0-9]{1,9})?)(?P<unit>ms|s|m|)")
UNITS: Mapping[str, float] = {"ms": 0.001, "s": 1, "m": 60, "": 1}

TEXT: Mapping[str, Any] = {"type": "string"}


@dataclass(frozen=True)
class QueryParameter:
    """A part of a query: `take` reads its text, `about` says what it is, `schema` what it takes in JSON Schema's words.

    Without it, its value is `usual`. One that may be given more than once gives a tuple of its values.
    """

    name: str
    about: str
    take: Callable[[str, str], Any]
    schema: Mapping[str, Any]
    usual: Any = None
    is_repeatable: bool = False


def read(parameters: Iterable[QueryParameter], given: "MultiDict[str, str]") -> dict[str, Any]:
    """The value of each parameter; `ConfigurationError` if there are others, or one is wrong."""
    known = {parameter.name: parameter for parameter in parameters}
    if given and not known:
        raise ConfigurationError(f"no parameter '{next(iter(given))}'; this call takes none")
    know(given, known, "parameter")
    return {name: _read(parameter, given.getlist(name)) for name, parameter in known.items()}


def _read(parameter: QueryParameter, said: list[str]) -> Any:
    name = parameter.name
    if parameter.is_repeatable:
        return tuple(parameter.take(name, one) for one in said)
    if len(said) > 1:
        raise ConfigurationError(f"{name} can be given once only")
    return parameter.take(name, said[0]) if said else parameter.usual


def number(name: str, about: str, usual: int | None, most: int = 2**31) -> QueryParameter:
    """A whole number in ASCII digits."""

    def take(_: str, said: str) -> int:
        if not (said.isascii() and said.isdigit() and len(said) <= len(str(most)) and int(said) <= most):
            raise ConfigurationError(f"{name} must be a whole number from 0 to {most}")
        return int(said)

    return QueryParameter(name, about, take, {"type": "integer", "minimum": 0, "maximum": most}, usual)


def span(name: str, said: str) -> float:
    """Seconds, also as `5s` or `500ms`."""
    found = SPAN.fullmatch(said)
    seconds = float(found["number"]) * UNITS[found["unit"]] if found else -1
    if not 0 <= seconds <= LONGEST_WAIT:
        raise ConfigurationError(f"{name} must be a time such as 5s, 500ms or 5, from 0 to {LONGEST_WAIT}s")
    return seconds


def text(name: str, about: str, schema: Mapping[str, Any] = TEXT) -> QueryParameter:
    """Any text, which is checked by who uses it."""
    return QueryParameter(name, about, lambda _, said: said, schema)


START = number("start", "how many to leave out at the beginning", 0)
LIMIT = number("limit", "how many to give at most", 50, 1_000)
ALL = number("limit", "how many to give at most", 1_000, 1_000)
WAIT = QueryParameter(
    "wait",
    f"how long to wait for one that fits, such as 5s, 500ms or 5; {LONGEST_WAIT}s at most",
    span,
    {"type": "string", "pattern": f"^{SPAN.pattern.replace('?P<number>', '').replace('?P<unit>', '')}$"},
)
