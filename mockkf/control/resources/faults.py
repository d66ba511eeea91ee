"""The planned faults, with counts of how often they fired."""

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.exceptions import NotFound

from mockkf.control.context import current_mock
from mockkf.control.resource import Resource
from mockkf.control.schemas import FaultPlanSchema, FaultSchema, FaultsSchema, FaultStepsSchema
from mockkf.errors import ConfigurationError
from mockkf.faults import PRESETS, STEPS, WHEN, ActionType, at
from mockkf.model import Fault
from mockkf.scenario import tables

resource = Resource("faults", "Planned faults.")


@resource.post("/faults")
@resource.body(FaultPlanSchema())
@resource.response(201, FaultSchema)
def plan_fault(body: Any) -> Any:
    """Plan a fault, or a list of faults (all or none).

    A fault has a `step` or a `preset`, criteria of the step, an action, and members that set when it fires.
    `GET /mockkf/faults/steps` lists the allowed values.
    """
    if isinstance(body, Mapping):
        return _plan([tables.fault("the body", body)])[0].view()
    faults = [tables.fault(f"fault {number} of the body", said) for number, said in enumerate(body, 1)]
    return {"faults": [fault.view() for fault in _plan(faults)]}


@resource.get("/faults")
@resource.response(200, FaultsSchema)
def list_faults() -> Any:
    """List the faults: how many calls matched each one (`seen`), and how often it `fired`."""
    return {"faults": [fault.view() for fault in current_mock().state.faults.all]}


@resource.get("/faults/steps")
@resource.response(200, FaultStepsSchema)
def list_fault_steps() -> Any:
    """List the steps with their criteria and actions, the members that set when a fault fires, and the presets."""
    return {
        "steps": {step: {"criteria": criteria, "actions": _actions(step)} for step, criteria in STEPS.items()},
        "when": list(WHEN),
        "presets": {name: f"{preset.about} (at {preset.step})" for name, preset in PRESETS.items()},
    }


@resource.get("/faults/<number:id>")
@resource.response(200, FaultSchema)
def get_fault(id: int) -> Any:
    """Return one fault."""
    return _fault(id).view()


@resource.delete("/faults/<number:id>")
@resource.response(200, FaultSchema)
def remove_fault(id: int) -> Any:
    """Remove one fault and return it."""
    fault = _fault(id)
    current_mock().state.faults.remove(fault.id)
    return fault.view()


@resource.delete("/faults")
@resource.response(200, FaultsSchema)
def remove_faults() -> Any:
    """Remove all faults."""
    current_mock().state.faults.clear()
    return {"faults": []}


def _plan(faults: Iterable[Fault]) -> list[Fault]:
    registry = current_mock().state.faults
    done: list[Fault] = []
    try:
        done.extend(registry.add(fault) for fault in faults)
    except OverflowError as error:
        for fault in done:
            registry.remove(fault.id)
        raise ConfigurationError(str(error)) from None
    return done


def _fault(number: int) -> Fault:
    registry = current_mock().state.faults
    fault = registry.get(number)
    if fault is None:
        there = ", ".join(str(known.id) for known in registry.all) or "none"
        raise NotFound(f"there is no fault {number}; planned faults: {there}")
    return fault


def _actions(step: str) -> dict[str, str]:
    found: Mapping[str, type[ActionType]] = at(step)
    return {name: kind.about[name] for name, kind in found.items()}
