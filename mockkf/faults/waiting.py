"""The actions `delay` and `hang`: a call waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockkf.config import seconds
from mockkf.errors import ConfigurationError, Dropped, MockkfError
from mockkf.faults.action_type import ActionType
from mockkf.faults.steps import STEPS

HOUR = 3600.0


def always(name: str, value: object) -> bool:
    """Return true, also from text."""
    if value not in (True, "true"):
        raise ConfigurationError(f"{name} must be true, not {value!r}")
    return True


@dataclass(frozen=True)
class Delay(ActionType):
    """The call continues after `delay` seconds."""

    steps = tuple(STEPS)
    takes = {"delay": seconds}
    about = {"delay": "wait this number of seconds, then continue or apply the other action"}

    delay: float

    @property
    def pause(self) -> float:
        """The seconds of the delay."""
        return self.delay


@dataclass(frozen=True)
class Hang(ActionType):
    """The call never ends. The connection closes at the end of the epoch, or after an hour."""

    steps = tuple(STEPS)
    takes = {"hang": always}
    about = {"hang": "never answer; the wait ends at a reset, at the stop, or when the client disconnects"}

    hang: bool

    @property
    def pause(self) -> float:
        """One hour, longer than any test."""
        return HOUR

    def instead(self, subject: Mapping[str, Any]) -> MockkfError:
        """Return the end of the connection."""
        del subject
        return Dropped()
