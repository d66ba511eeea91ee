"""Options that are secrets, and options that belong to the server and not to a mock in it."""

from collections.abc import Mapping
from typing import Any

from mockkf import options
from mockkf.errors import ConfigurationError
from mockkf.options import know
from mockkf.settings import LISTENING, OPTIONS, TAKES

MASKED = tuple(name for name in OPTIONS if TAKES[name] is options.secret)
"""The options whose value is never shown."""

FIXED = (*LISTENING, *(name for name in OPTIONS if name.startswith("control_")))
"""The options that stay as the server was started."""


def check(given: Mapping[str, Any]) -> None:
    """Nothing, if a mock can be set so while the server runs; else `ConfigurationError`."""
    know(given, TAKES, "option")
    for name, value in given.items():
        if name in FIXED:
            raise ConfigurationError(f"cannot change {name}: it stays as the server was started", option=name)
        TAKES[name](name, value)
