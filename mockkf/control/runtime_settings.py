"""What a mock can be set to while its server runs."""

from collections.abc import Mapping
from typing import Any

from mockkf.config import OF_THE_SERVER, know, taken
from mockkf.errors import ConfigurationError
from mockkf.scenario import TAKES


def check(given: Mapping[str, Any]) -> None:
    """Nothing, if a mock can be set so while the server runs; else `ConfigurationError`."""
    know(given, TAKES, "option")
    fixed = [name for name in given if name in OF_THE_SERVER]
    if fixed:
        raise ConfigurationError(f"cannot change {', '.join(fixed)}: it stays as the server was started")
    taken(TAKES, given)
