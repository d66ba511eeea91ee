"""Checks which options can change while the server runs."""

from collections.abc import Mapping
from typing import Any

from mockkf.config import OF_THE_SERVER, know, taken
from mockkf.errors import ConfigurationError
from mockkf.scenario import TAKES

PUBLIC = {"public_host", "public_ports"}
"""The options that a call of its own changes."""


def check(given: Mapping[str, Any]) -> None:
    """Raise `ConfigurationError` unless these options can be changed while the server runs."""
    know(given, TAKES, "option")
    fixed = [name for name in given if name in OF_THE_SERVER]
    if fixed:
        names = ", ".join(fixed)
        instead = "use PUT /mockkf/addresses" if set(fixed) <= PUBLIC else "set it when you start the server"
        raise ConfigurationError(f"cannot change {names} while the server runs; {instead}")
    taken(TAKES, given)
