"""What a mock can be set to while its server runs."""

from collections.abc import Mapping
from typing import Any

from mockkf.config.options import know, taken
from mockkf.config.settings import OF_THE_SERVER, TAKES
from mockkf.errors import ConfigurationError


def check(given: Mapping[str, Any]) -> None:
    """Nothing, if a mock can be set so while the server runs; else `ConfigurationError`."""
    know(given, TAKES, "option")
    fixed = [name for name in given if name in OF_THE_SERVER]
    if fixed:
        raise ConfigurationError(f"cannot change {', '.join(fixed)}: it stays as the server was started")
    taken(TAKES, given)
