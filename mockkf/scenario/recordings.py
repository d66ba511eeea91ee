"""The table `[recordings]` of a scenario: what a calibration saw of the rules of the contract."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from mockkf.config import know, table
from mockkf.errors import ConfigurationError

if TYPE_CHECKING:
    from mockkf.command import Recording

VERDICTS = ("holds", "differs")


@dataclass(frozen=True)
class Recordings:
    """What was seen of a server of `release` on the day `day`: for each rule the verdict and a short text."""

    release: str
    day: str
    seen: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def by_rule(self) -> "Mapping[str, Recording]":
        """The recording of each rule."""
        from mockkf.command import Recording

        return {rule: Recording(self.release, self.day, *told) for rule, told in self.seen.items()}


def recordings(name: str, value: Any) -> Recordings:
    """Return the recordings in a table; raise `ConfigurationError` for any other form."""
    given = table(name, value)
    know(given, ("release", "date", *VERDICTS), "member", f"[{name}]")
    release, day = (_text(f"{member} of [{name}]", given.get(member)) for member in ("release", "date"))
    try:
        date.fromisoformat(day)
    except ValueError:
        raise ConfigurationError(f"date of [{name}] must be a day such as 2026-01-31, not {day!r}") from None
    seen = {
        rule: (verdict, _text(f"{rule} of [{name}.{verdict}]", text))
        for verdict in VERDICTS
        for rule, text in table(f"{name}.{verdict}", given.get(verdict, {})).items()
    }
    return Recordings(release, day, seen)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ConfigurationError(f"{name} must be text, not {value!r}")
    return value
