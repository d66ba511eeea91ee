"""Checks which options can change while the server runs."""

from collections.abc import Mapping
from typing import Any

from mockkf.config import OF_THE_SERVER, know, taken
from mockkf.errors import ConfigurationError
from mockkf.scenario import TAKES


def check(given: Mapping[str, Any]) -> None:
    """Raise `ConfigurationError` unless these options can be changed while the server runs."""
    know(given, TAKES, "option")
    fixed = [name for name in given if name in OF_THE_SERVER]
    if fixed:
        names = ", ".join(fixed)
        raise ConfigurationError(f"cannot change {names} while the server runs; set it when you start the server")
    taken(TAKES, given)
