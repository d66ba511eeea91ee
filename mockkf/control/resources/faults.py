"""Faults: what is to go wrong, at which step, and how often it did."""

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.exceptions import NotFound

from mockkf.control.request_body import TABLE, TABLES, RequestBody
from mockkf.control.request_context import ControlRequest
from mockkf.control.route import RouteTable
from mockkf.errors import ConfigurationError
from mockkf.faults import PRESETS, STEPS, WHEN, ActionType, at
from mockkf.model import Fault
from mockkf.scenario import tables

ROUTES = RouteTable()

EXAMPLE = {"step": "relay.recipient", "to": "*@slow.example", "reply": "451 4.3.0 try later", "times": 2}
FAULTS = RequestBody({"anyOf": [TABLE, {**TABLES, "minItems": 1}]}, EXAMPLE)


@ROUTES("POST /faults", body=FAULTS, status=201)
def plan(call: ControlRequest) -> Any:
    """Plan a fault, or a list of them: all or none.

    It has a `step` or a `preset`, then the criteria of the step, an action, and when: `GET /mockkf/faults/steps`.
    """
    if isinstance(call.body, Mapping):
        return _plan(call, [tables.fault("the body", call.body)])[0].view()
    faults = [tables.fault(f"fault {number} of the body", said) for number, said in enumerate(call.body, 1)]
    return {"faults": [fault.view() for fault in _plan(call, faults)]}


@ROUTES("GET /faults")
def planned(call: ControlRequest) -> Any:
    """The faults, each with how many calls it fitted (`seen`) and at how many it fired."""
    return {"faults": [fault.view() for fault in call.mock.state.faults.all]}


@ROUTES("GET /faults/steps")
def steps(call: ControlRequest) -> Any:
    """What there can be: the steps with their criteria and actions, when a fault can fire, and the presets."""
    del call
    return {
        "steps": {step: {"criteria": criteria, "actions": _actions(step)} for step, criteria in STEPS.items()},
        "when": list(WHEN),
        "presets": {name: f"{preset.about} (at {preset.step})" for name, preset in PRESETS.items()},
    }


@ROUTES("GET /faults/{id}")
def one(call: ControlRequest) -> Any:
    """One fault."""
    return _fault(call).view()


@ROUTES("DELETE /faults/{id}")
def remove(call: ControlRequest) -> Any:
    """Let one fault fire no more; it as it was."""
    fault = _fault(call)
    call.mock.state.faults.remove(fault.id)
    return fault.view()


@ROUTES("DELETE /faults")
def clear(call: ControlRequest) -> Any:
    """Let no fault fire any more."""
    call.mock.state.faults.clear()
    return {"faults": []}


def _plan(call: ControlRequest, faults: Iterable[Fault]) -> list[Fault]:
    registry = call.mock.state.faults
    done: list[Fault] = []
    try:
        done.extend(registry.add(fault) for fault in faults)
    except OverflowError as error:
        for fault in done:
            registry.remove(fault.id)
        raise ConfigurationError(str(error)) from None
    return done


def _fault(call: ControlRequest) -> Fault:
    registry, number = call.mock.state.faults, call.places["id"]
    fault = registry.get(number)
    if fault is None:
        there = ", ".join(str(known.id) for known in registry.all) or "none"
        raise NotFound(f"there is no fault {number}; there are: {there}")
    return fault


def _actions(step: str) -> dict[str, str]:
    found: Mapping[str, type[ActionType]] = at(step)
    return {name: kind.about[name] for name, kind in found.items()}
