"""What can stand in a path of the control API, by the name it has there."""

from collections.abc import Callable, Mapping
from typing import Any

LONGEST = 30
"""How many digits a number may have."""


def number(said: str) -> int | None:
    """A number in ASCII digits; None for anything else."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= LONGEST else None


def name(said: str) -> str | None:
    """Any text that is not empty."""
    return said or None


PLACES: Mapping[str, Callable[[str], Any]] = {"id": number, "number": number, "name": name, "provider": name}
"""What reads it; a resource gets it in `call.places`."""

NUMBERS = tuple(place for place, take in PLACES.items() if take is number)
"""The places that take a number."""
