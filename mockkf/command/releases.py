"""The release of Command that a user names."""

from typing import Any

from mockkf.config import dotted_release, is_release
from mockkf.errors import ConfigurationError


def release(name: str, value: Any) -> str:
    """A release as dotted text; `ConfigurationError` lists those that are known.

    >>> release("release", "24.4")
    '24.4'
    """
    if not is_release(value):
        raise ConfigurationError(f"{name} must be one of {_known()} (text), not {value!r}")
    return dotted_release(name, value)


def _known() -> str:
    """The releases whose formats are known, in words."""
    from mockkf.command.schemas import releases

    return ", ".join(f'"{".".join(map(str, numbers))}"' for numbers in releases())
