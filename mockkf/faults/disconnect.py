"""The actions `drop` and `tcp_reset`: end a connection without an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockkf.errors import ConfigurationError, Dropped, MockkfError
from mockkf.faults.action_type import ActionType
from mockkf.faults.steps import WIRES

BEFORE, AFTER = "before", "after"


def moment(name: str, value: object) -> str:
    """Return when the connection ends: before the call, or after it instead of its answer."""
    if value is True or value == "true":
        return BEFORE
    if value not in (BEFORE, AFTER):
        raise ConfigurationError(f"{name} must be true, 'before' or 'after', not {value!r}")
    return str(value)


@dataclass(frozen=True)
class _Ending(ActionType):
    steps = WIRES
    is_reset = False

    @property
    def moment(self) -> str:
        """`before` or `after` the call."""
        raise NotImplementedError

    def instead(self, subject: Mapping[str, Any]) -> MockkfError | None:
        """Return the end of the connection if it comes before the call."""
        del subject
        return Dropped(is_reset=self.is_reset) if self.moment == BEFORE else None

    def afterwards(self) -> Dropped | None:
        """Return the end of the connection if it comes after the call."""
        return Dropped(is_reset=self.is_reset) if self.moment == AFTER else None


@dataclass(frozen=True)
class Drop(_Ending):
    """The server closes the connection."""

    takes = {"drop": moment}
    about = {
        "drop": "close the connection: instead of the call (`true` or `before`), or instead of its answer (`after`); "
        "at http.connection after the answer (`true` or `before`), or when the next call comes (`after`)"
    }

    drop: str

    @property
    def moment(self) -> str:
        """`before` or `after` the call."""
        return self.drop


@dataclass(frozen=True)
class TcpReset(_Ending):
    """The server resets the connection with TCP RST; data that is not yet delivered is lost."""

    is_reset = True
    takes = {"tcp_reset": moment}
    about = {"tcp_reset": "reset the connection instead of closing it; the values are those of `drop`"}

    tcp_reset: str

    @property
    def moment(self) -> str:
        """`before` or `after` the call."""
        return self.tcp_reset
