"""The faults of a mock that runs elsewhere: planned and counted there, read and checked here."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockkf.model import Fault
from mockkf.remote.control_client import ControlApiError, ControlClient
from mockkf.scenario import tables

PATH = "/mockkf/faults"
COUNTED = ("id", "seen", "fired")
"""What a fault has from the moment it is planned."""

MISSING = 404


class RemoteFaultRegistry:
    """What `mockkf.faults.Faults` asks of `FaultRegistry`, asked for each time."""

    def __init__(self, control: ControlClient) -> None:
        self._control = control

    @property
    def all(self) -> tuple[Fault, ...]:
        """The faults with their counts, oldest first."""
        return tuple(map(fault_of, self._control.read(PATH)["faults"]))

    @property
    def last(self) -> int:
        """The id that was given last, as far as that fault is still planned."""
        return max((fault.id for fault in self.all), default=0)

    def get(self, number: int) -> Fault | None:
        """The fault with this id, if there is one."""
        view = self._found("GET", number)
        return view and fault_of(view)

    def add(self, fault: Fault) -> Fault:
        """Plan a fault; what is planned has an id."""
        return fault_of(self._control.send("POST", PATH, fault.members()))

    def remove(self, number: int) -> bool:
        """Let a fault fire no more; False if there is none with this id."""
        return self._found("DELETE", number) is not None

    def clear(self) -> None:
        """Let no fault fire any more."""
        self._control.send("DELETE", PATH)

    def _found(self, method: str, number: int) -> Any:
        try:
            return self._control.send(method, f"{PATH}/{number}")
        except ControlApiError as declined:
            if declined.status != MISSING:
                raise
            return None


def fault_of(view: Mapping[str, Any]) -> Fault:
    """The fault that was shown so."""
    said = {name: value for name, value in view.items() if name not in COUNTED}
    counts = {name: view[name] for name in COUNTED}
    return replace(tables.fault("a fault of the mock", said), **counts)
