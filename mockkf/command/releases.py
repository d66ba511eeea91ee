"""Check of the release that a user names."""

from typing import Any

from mockkf.config import dotted_release, is_release
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


def _known() -> str:
    """Return the releases with known formats, as text."""
    from mockkf.command.schemas import releases

    return ", ".join(f'"{".".join(map(str, numbers))}"' for numbers in releases())
