"""The option `public_ports`: the ports at which clients reach the listeners, and its reader."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockkf.config.options import know, port_of_another, table, taken
from mockkf.errors import ConfigurationError
from mockkf.model import LISTENERS


@dataclass(frozen=True)
class PublicPorts:
    """The public port of each listener that has one.

    >>> str(PublicPorts({"http": 8480, "smtp": 1025}))
    'http=8480,smtp=1025'
    """

    ports: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return ",".join(f"{listener}={port}" for listener, port in self.ports.items())


def public_ports(name: str, value: Any) -> PublicPorts:
    """Return the ports, from text such as `"http=8480,smtp=1025"` or from a table; empty text has none."""
    if isinstance(value, PublicPorts):
        return value
    given = table(name, dict(_pairs(name, value)) if isinstance(value, str) else value)
    know(given, LISTENERS, f"listener in {name}")
    said = {f"{name} of {listener}": port for listener, port in given.items()}
    read = taken(dict.fromkeys(said, port_of_another), said)
    return PublicPorts(dict(zip(given, read.values(), strict=True)))


def _pairs(name: str, value: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, map(str.strip, value.split(","))):
        listener, equals, port = part.partition("=")
        if not equals:
            raise ConfigurationError(f"{name} must be like http=8480,smtp=1025, not {value!r}")
        yield listener.strip(), port.strip()
