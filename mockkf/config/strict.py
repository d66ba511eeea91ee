"""The option `strict`: the level of each deviation, and its reader."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mockkf.config.options import know, one_of, table
from mockkf.model import DEVIATIONS, LEVELS


@dataclass(frozen=True)
class Strict:
    """The level of each deviation.

    >>> Strict({"id-missing": "error"}).level("id-missing"), Strict().level("member-case")
    ('error', 'warn')
    """

    levels: Mapping[str, str] = field(default_factory=dict)

    def level(self, name: str) -> str:
        """Return the level of a deviation: `off`, `warn` or `error`."""
        return self.levels.get(name) or DEVIATIONS[name].usual or self.levels.get("all", "warn")

    def __str__(self) -> str:
        named = (f"{name}={level}" for name, level in self.levels.items() if name != "all")
        return ",".join((self.levels.get("all", "warn"), *named))


def strict(name: str, value: Any) -> Strict:
    """Return the levels, from text such as `"warn,id-missing=error"` or from a table."""
    if isinstance(value, Strict):
        return value
    if isinstance(value, str):
        value = dict(_level(part) for part in value.split(","))
    given = table(name, value)
    know(given, ("all", *DEVIATIONS), "deviation", name)
    named = {deviation: name if deviation == "all" else f"{name} of {deviation}" for deviation in given}
    return Strict({deviation: one_of(*LEVELS)(named[deviation], level) for deviation, level in given.items()})


def _level(part: str) -> tuple[str, str]:
    deviation, equals, level = part.strip().partition("=")
    return (deviation, level) if equals else ("all", deviation)
