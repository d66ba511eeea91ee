"""To let a call wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockkf.config import seconds
from mockkf.errors import ConfigurationError, Dropped, MockkfError
from mockkf.faults.action_type import ActionType
from mockkf.faults.steps import STEPS

HOUR = 3600.0


def always(name: str, value: object) -> bool:
    """True, also as text."""
    if value not in (True, "true"):
        raise ConfigurationError(f"{name} must be true, not {value!r}")
    return True


@dataclass(frozen=True)
class Delay(ActionType):
    """The call goes on after so many seconds."""

    steps = tuple(STEPS)
    takes = {"delay": seconds}
    about = {"delay": "wait this number of seconds, then continue, or play the other action"}

    delay: float

    @property
    def pause(self) -> float:
        """The seconds."""
        return self.delay


@dataclass(frozen=True)
class Hang(ActionType):
    """The call never ends; with the epoch the connection does, and after an hour."""

    steps = tuple(STEPS)
    takes = {"hang": always}
    about = {"hang": "never answer, until a reset, the stop, or the client gives up"}

    hang: bool

    @property
    def pause(self) -> float:
        """As good as for ever."""
        return HOUR

    def instead(self, subject: Mapping[str, Any]) -> MockkfError:
        """At the end of all patience."""
        del subject
        return Dropped()
