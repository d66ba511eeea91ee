"""The clock of a remote mock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mockkf.config import duration
from mockkf.remote.control_client import ControlClient


class RemoteClock:
    """The clock of the mock at the control API."""

    def __init__(self, control: ControlClient) -> None:
        self._control = control

    def __repr__(self) -> str:
        return f"<Clock {self.ahead:g} s ahead>"

    @property
    def ahead(self) -> float:
        """The number of seconds by which the clock is ahead of real time."""
        return float(self.view()["ahead"])

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.fromisoformat(self.view()["now"])

    def advance(self, by: Any) -> float:
        """Move the clock ahead and return the seconds it is ahead; `by` is a `timedelta`, seconds or text ("2h")."""
        seconds = duration("the time to advance by", by)
        return float(self._control.send("POST", "/mockkf/clock", {"advance": seconds})["ahead"])

    def view(self) -> Mapping[str, Any]:
        """Return `now` and `ahead` as the control API sends them."""
        view: Mapping[str, Any] = self._control.read("/mockkf/clock")
        return view
