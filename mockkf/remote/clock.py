"""The clock of a mock that runs elsewhere."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from mockkf.remote.control_client import ControlClient


class RemoteClock:
    """The clock of the mock at the control API."""

    def __init__(self, control: ControlClient) -> None:
        self._control = control

    def __repr__(self) -> str:
        return f"<Clock {self.ahead:g} s ahead>"

    @property
    def ahead(self) -> float:
        """By how many seconds it is ahead of real time."""
        return float(self.view()["ahead"])

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.fromisoformat(self.view()["now"])

    def advance(self, by: Any) -> float:
        """Move it ahead by a `timedelta`, seconds or a text such as "2h"; return how far it is ahead."""
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        return float(self._control.send("POST", "/mockkf/clock", {"advance": seconds})["ahead"])

    def view(self) -> Mapping[str, Any]:
        """Return `now` and `ahead`, as JSON has them."""
        view: Mapping[str, Any] = self._control.read("/mockkf/clock")
        return view
