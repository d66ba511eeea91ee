"""Check of the release that a user names."""

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
        raise ConfigurationError(f"{name} must be one of {_known()} (text), not {value!r}")
    return dotted_release(name, value)


def remark(given: str) -> str | None:
    """Return a sentence about a release that is newer than every known one; None for any other release.

    >>> remark("26.2.1+abc")
    'no document of release 26.2.1 was seen; it behaves as 25.5'
    >>> remark("25.5.1")
    """
    newest = releases()[-1]
    if version(given)[: len(newest)] <= newest:
        return None
    return f"no document of release {given.partition('+')[0]} was seen; it behaves as {dotted(newest)}"


def dotted(numbers: tuple[int, ...]) -> str:
    """Return a release as text."""
    return ".".join(map(str, numbers))


def _known() -> str:
    """Return the releases with known formats, as text."""
    return ", ".join(f'"{dotted(numbers)}"' for numbers in releases())
