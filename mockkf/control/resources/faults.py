"""Faults: what is to go wrong, at which step, and how often it did."""

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
    """Plan a fault, or a list of them: all or none.

    It has a `step` or a `preset`, then the criteria of the step, an action, and when: `GET /mockkf/faults/steps`.
    """
    if isinstance(body, Mapping):
        return _plan([tables.fault("the body", body)])[0].view()
    faults = [tables.fault(f"fault {number} of the body", said) for number, said in enumerate(body, 1)]
    return {"faults": [fault.view() for fault in _plan(faults)]}


@resource.get("/faults")
@resource.response(200, FaultsSchema)
def list_faults() -> Any:
    """The faults, each with how many calls it fitted (`seen`) and at how many it fired."""
    return {"faults": [fault.view() for fault in current_mock().state.faults.all]}


@resource.get("/faults/steps")
@resource.response(200, FaultStepsSchema)
def list_fault_steps() -> Any:
    """What there can be: the steps with their criteria and actions, when a fault can fire, and the presets."""
    return {
        "steps": {step: {"criteria": criteria, "actions": _actions(step)} for step, criteria in STEPS.items()},
        "when": list(WHEN),
        "presets": {name: f"{preset.about} (at {preset.step})" for name, preset in PRESETS.items()},
    }


@resource.get("/faults/<number:id>")
@resource.response(200, FaultSchema)
def get_fault(id: int) -> Any:
    """One fault."""
    return _fault(id).view()


@resource.delete("/faults/<number:id>")
@resource.response(200, FaultSchema)
def remove_fault(id: int) -> Any:
    """Let one fault fire no more; it as it was."""
    fault = _fault(id)
    current_mock().state.faults.remove(fault.id)
    return fault.view()


@resource.delete("/faults")
@resource.response(200, FaultsSchema)
def remove_faults() -> Any:
    """Let no fault fire any more."""
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
        raise NotFound(f"there is no fault {number}; there are: {there}")
    return fault


def _actions(step: str) -> dict[str, str]:
    found: Mapping[str, type[ActionType]] = at(step)
    return {name: kind.about[name] for name, kind in found.items()}
