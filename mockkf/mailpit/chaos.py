"""Mailpit's chaos, made of planned faults: those of the presets `chaos.*`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockkf.errors import ConfigurationError
from mockkf.faults import PRESETS, read
from mockkf.model import Fault
from mockkf.state import FaultRegistry

CERTAIN = 100
CODES = range(400, 600)


@dataclass(frozen=True)
class Trigger:
    """One kind of chaos: its preset, and the number with which its dice begin, so that each run is the same."""

    preset: str
    seed: int

    @property
    def usual_code(self) -> int:
        """The code of a reply if the client names none."""
        return int(self._reply[:3])

    @property
    def _reply(self) -> str:
        return str(PRESETS[self.preset].members["reply"])

    def fault(self, code: int, probability: int) -> Fault:
        """Return the fault; raise `ConfigurationError` with Mailpit's sentence if a number is out of its range."""
        code = code or self.usual_code
        if code not in CODES:
            raise ConfigurationError("error code must be between 400 and 599")
        if not 0 <= probability <= CERTAIN:
            raise ConfigurationError("probability must be between 0 and 100")
        dice = {"chance": probability / CERTAIN, "seed": self.seed} if 0 < probability < CERTAIN else {}
        return read(self.preset, {"reply": f"{code}{self._reply[3:]}", **dice})

    def view(self, fault: Fault | None) -> dict[str, int]:
        """Return the trigger that this fault is; without a fault, one that never fires."""
        if fault is None:
            return {"ErrorCode": self.usual_code, "Probability": 0}
        probability = CERTAIN if fault.chance is None else round(fault.chance * CERTAIN)
        return {"ErrorCode": int(str(fault.members()["reply"])[:3]), "Probability": probability}


TRIGGERS: Mapping[str, Trigger] = {
    "Sender": Trigger("chaos.sender", 1),
    "Recipient": Trigger("chaos.recipient", 2),
    "Authentication": Trigger("chaos.authentication", 3),
}
"""The kinds of chaos, by Mailpit's names."""


def view(registry: FaultRegistry) -> dict[str, dict[str, int]]:
    """Return the present triggers."""
    newest = {fault.preset: fault for fault in registry.all}
    return {name: trigger.view(newest.get(trigger.preset)) for name, trigger in TRIGGERS.items()}


def replace(registry: FaultRegistry, wanted: Mapping[str, Mapping[str, Any]]) -> None:
    """Replace all triggers; other faults stay. If a trigger is wrong, nothing changes."""
    planned = {
        name: (trigger.fault(wanted[name]["ErrorCode"], wanted[name]["Probability"]), wanted[name]["Probability"])
        for name, trigger in TRIGGERS.items()
    }
    presets = {trigger.preset for trigger in TRIGGERS.values()}
    for fault in registry.all:
        if fault.preset in presets:
            registry.remove(fault.id)
    for fault, probability in planned.values():
        if probability:
            registry.add(fault)
