"""The readers of option values. Each one converts a given value, or raises an error that says what is allowed."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from mockkf.errors import ConfigurationError

EARLIEST = (10,)
MOST_NAMED = 10
"""How many unknown names an error lists."""

LONGEST_NAME = 100
"""How many characters of an unknown name an error shows."""

OFF = "off"
"""The value of an option for a port that is not opened."""
RELEASE = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4})*(\+.*)?")

ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[\w.-]+)(:[0-9]{1,5})?", re.IGNORECASE | re.ASCII)

HOST = re.compile(r"|[\w.-]{1,253}|[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*(%\w+)?", re.IGNORECASE | re.ASCII)

Take = Callable[[str, Any], Any]


class Problems(list[str]):
    """Collects the messages of several errors and raises them as one."""

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Collect a `ConfigurationError` that is raised in this block, and continue."""
        try:
            yield
        except ConfigurationError as error:
            self.append(str(error))

    def tell(self) -> None:
        """Raise `ConfigurationError` with all collected messages, if there are any."""
        if self:
            raise ConfigurationError("; ".join(self))


def taken(takes: Mapping[str, Take], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the given members, each read with its function in `takes`; `ConfigurationError` names all invalid ones."""
    found: dict[str, Any] = {}
    problems = Problems()
    for name, take in takes.items():
        with problems.noting():
            found |= {name: take(name, given[name])} if name in given else {}
    problems.tell()
    return found


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"


def know(names: Iterable[str], known: Iterable[str], what: str, of: str = "") -> None:
    """Raise `ConfigurationError` unless all names are known; it gives each unknown name and the nearest known one.

    `what` is the noun for a name, `of` is what has the names.

    >>> know(["relese"], ["release", "auth"], "option")
    Traceback (most recent call last):
    mockkf.errors.ConfigurationError: no option 'relese'; did you mean 'release'?
    """
    none = f"{of} has no {what}" if of else f"no {what}"
    known = list(known)
    unknown = [name for name in names if name not in known]
    near = {name: difflib.get_close_matches(name, known, 1) for name in unknown[:MOST_NAMED]}
    hints = [f"{none} '{_cut(name)}'; did you mean '{nearest[0]}'?" for name, nearest in near.items() if nearest]
    strange = [f"'{_cut(name)}'" for name, nearest in near.items() if not nearest]
    strange += [f"{len(unknown) - MOST_NAMED} more"] if len(unknown) > MOST_NAMED else []
    if strange:
        hints.append(f"{none} {' or '.join(strange)}; there are: {', '.join(known) or 'none'}")
    if hints:
        raise ConfigurationError(" ".join(hints))


def text(name: str, value: Any) -> str:
    """Return non-empty text without surrounding blanks."""
    if not isinstance(value, str) or not value.strip():
        raise ConfigurationError(f"{name} must be non-empty text, not {value!r}")
    return value.strip()


def port(name: str, value: Any) -> int:
    """Return a port number; 0 means any free port."""
    taken: int = number(0, 65535, "a port number from 0 (any free one) to 65535")(name, value)
    return taken


def port_or_off(name: str, value: Any) -> int | str:
    """Return a port number, 0 for any free port; or the word `off`."""
    if value == OFF:
        return OFF
    taken: int = number(0, 65535, "a port number from 0 (any free one) to 65535, or off")(name, value)
    return taken


def port_of_another(name: str, value: Any) -> int:
    """Return a port number from 1 to 65535."""
    taken: int = number(1, 65535, "a port number from 1 to 65535")(name, value)
    return taken


def path_or_none(name: str, value: Any) -> str:
    """Return the path of a file as text; empty text means none."""
    if not isinstance(value, str | PurePath):
        raise ConfigurationError(f"{name} must be the path of a file, not {value!r}")
    return str(value)


def number(least: int, most: int, words: str) -> Take:
    """Return a reader of whole numbers from `least` to `most`, also as text; `words` describe them in errors."""

    def take(name: str, value: Any) -> int:
        digits = not isinstance(value, bool) and re.fullmatch("[0-9]{1,12}", str(value), re.ASCII)
        if not digits or not least <= int(value) <= most:
            raise ConfigurationError(f"{name} must be {words}, not {value!r}")
        return int(value)

    return take


def is_release(value: Any) -> bool:
    """Return whether `value` is dotted text; a number is not a release, because 25.10 would be 25.1."""
    return isinstance(value, str) and RELEASE.fullmatch(value.strip()) is not None


def dotted_release(name: str, value: Any) -> str:
    """Return a release, 10.0 or later, as dotted text."""
    if not is_release(value):
        raise ConfigurationError(f'{name} must be a release as text, such as "25.5", not {value!r}')
    given: str = value.strip()
    if version(given) < EARLIEST:
        raise ConfigurationError(f"{name} must be 10.0 or later, not {given}")
    return given


@lru_cache(maxsize=64)
def version(given: str) -> tuple[int, ...]:
    """Return the numbers of a release."""
    return tuple(int(part) for part in given.partition("+")[0].split("."))


def paths(name: str, value: Any) -> tuple[str, ...]:
    """Return paths that begin with a slash, from a list or from text separated by commas."""
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not given or not all(map(_is_path, given)):
        raise ConfigurationError(f"{name} must be a list of paths that begin with '/', not {value!r}")
    return tuple(path.strip() for path in given)


def names(name: str, value: Any) -> tuple[str, ...]:
    """Return names, from a list or from text separated by commas."""
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
        raise ConfigurationError(f"{name} must be a list of names, not {value!r}")
    return tuple(one.strip() for one in given if one.strip())


def origins(name: str, value: Any) -> tuple[str, ...]:
    """Return origins of web pages, from a list or from text separated by commas."""
    given = names(name, value)
    wrong = [origin for origin in given if not ORIGIN.fullmatch(origin)]
    if wrong:
        raise ConfigurationError(f"{name} must be origins such as 'http://localhost:5173', not {wrong[0]!r}")
    return given


def host_or_none(name: str, value: Any) -> str:
    """Return a host name or an address, an IPv6 address also from its form in a URL; empty text means none."""
    host = value.strip() if isinstance(value, str) else "/"
    host = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not HOST.fullmatch(host):
        raise ConfigurationError(f"{name} must be a host name or an address, without scheme and port, not {value!r}")
    return host


def secret(name: str, value: Any) -> str:
    """Return printable text; the error does not repeat it."""
    if not isinstance(value, str) or not value.isprintable():
        raise ConfigurationError(f"{name} must be printable text on one line")
    return value


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and value.strip().startswith("/")


def truth(name: str, value: Any) -> bool:
    """Return true or false, also from text."""
    given = {"true": True, "false": False}.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(given, bool):
        raise ConfigurationError(f"{name} must be true or false, not {value!r}")
    return given


@dataclass(frozen=True)
class ChoiceReader:
    """A reader that accepts one of `choices`."""

    choices: tuple[str, ...]

    def __call__(self, name: str, value: Any) -> str:
        """Return the value; raise `ConfigurationError` with the choices and the nearest one if it is none of them."""
        if value not in self.choices:
            near = difflib.get_close_matches(str(value), self.choices, 1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            raise ConfigurationError(f"{name} must be one of {', '.join(self.choices)}, not {value!r}{hint}")
        return str(value)


def one_of(*choices: str) -> ChoiceReader:
    """Return a reader that accepts one of `choices`."""
    return ChoiceReader(choices)


def table(name: str, value: Any) -> Mapping[str, Any]:
    """Return a table unchanged."""
    if not isinstance(value, Mapping):
        raise ConfigurationError(f"{name} must be a table")
    return value
