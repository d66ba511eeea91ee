"""Options that are secrets, and options that belong to the server and not to a mock in it."""

from collections.abc import Mapping
from typing import Any

from mockkf import options
from mockkf.errors import ConfigurationError
from mockkf.options import know, taken
from mockkf.settings import LISTENING, OPTIONS, TAKES

MASKED = tuple(name for name in OPTIONS if TAKES[name] is options.secret)
"""The options whose value is never shown."""

FIXED = (*LISTENING, *(name for name in OPTIONS if name.startswith("control_")))
"""The options that stay as the server was started."""


def check(given: Mapping[str, Any]) -> None:
    """Nothing, if a mock can be set so while the server runs; else `ConfigurationError`."""
    know(given, TAKES, "option")
    fixed = [name for name in given if name in FIXED]
    if fixed:
        raise ConfigurationError(f"cannot change {', '.join(fixed)}: it stays as the server was started")
    taken(TAKES, given)
