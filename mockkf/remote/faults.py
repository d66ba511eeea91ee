"""The faults of a remote mock: the mock plans and counts them, this process parses and checks them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockkf.model import Fault
from mockkf.remote.control_client import ControlApiError, ControlClient
from mockkf.scenario import tables

PATH = "/mockkf/faults"
COUNTED = ("id", "seen", "fired")
"""The members that a fault has only after it was planned."""

MISSING = 404


class RemoteFaultRegistry:
    """The methods of `FaultRegistry` that `mockkf.testing.Faults` uses; each sends a request."""

    def __init__(self, control: ControlClient) -> None:
        self._control = control

    @property
    def all(self) -> tuple[Fault, ...]:
        """The faults with their counts, oldest first."""
        return tuple(map(fault_of, self._control.read(PATH)["faults"]))

    @property
    def last(self) -> int:
        """The greatest id of the planned faults; 0 if there are none."""
        return max((fault.id for fault in self.all), default=0)

    def get(self, number: int) -> Fault | None:
        """Return the fault with this id; None if there is none."""
        view = self._found("GET", number)
        return view and fault_of(view)

    def add(self, fault: Fault) -> Fault:
        """Plan a fault and return it with its id."""
        return fault_of(self._control.send("POST", PATH, fault.members()))

    def remove(self, number: int) -> bool:
        """Remove a fault; return False if there is none with this id."""
        return self._found("DELETE", number) is not None

    def clear(self) -> None:
        """Remove all faults."""
        self._control.send("DELETE", PATH)

    def _found(self, method: str, number: int) -> Any:
        try:
            return self._control.send(method, f"{PATH}/{number}")
        except ControlApiError as declined:
            if declined.status != MISSING:
                raise
            return None


def fault_of(view: Mapping[str, Any]) -> Fault:
    """Return the fault that the control API sent as `view`."""
    said = {name: value for name, value in view.items() if name not in COUNTED}
    counts = {name: view[name] for name in COUNTED}
    return replace(tables.fault("a fault of the mock", said), **counts)
