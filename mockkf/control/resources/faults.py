"""Faults: what is to go wrong, at which seam, and how often it did."""

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.exceptions import NotFound

from mockkf.control.request_body import TABLE, TABLES, Body
from mockkf.control.request_context import Call
from mockkf.control.route import Routes
from mockkf.errors import ConfigurationError
from mockkf.faults import PRESETS, SEAMS, Kind, at
from mockkf.faults.parsing import WHEN
from mockkf.model import Fault
from mockkf.scenario import tables

ROUTES = Routes()

EXAMPLE = {"seam": "relay.recipient", "to": "*@slow.example", "reply": "451 4.3.0 try later", "times": 2}
FAULTS = Body({"anyOf": [TABLE, {**TABLES, "minItems": 1}]}, EXAMPLE)


@ROUTES("POST /faults", body=FAULTS, status=201)
def plan(call: Call) -> Any:
    """Plan a fault, or a list of them: all or none.

    It has a `seam` or a `preset`, then the criteria of the seam, an action, and when: `GET /mockkf/faults/kinds`.
    """
    if isinstance(call.body, Mapping):
        return _plan(call, [tables.fault("the body", call.body)])[0].view()
    faults = [tables.fault(f"fault {number} of the body", said) for number, said in enumerate(call.body, 1)]
    return {"faults": [fault.view() for fault in _plan(call, faults)]}


@ROUTES("GET /faults")
def planned(call: Call) -> Any:
    """The faults, each with how many calls it fitted (`seen`) and at how many it fired."""
    return {"faults": [fault.view() for fault in call.mock.state.plans.all]}


@ROUTES("GET /faults/kinds")
def kinds(call: Call) -> Any:
    """What there can be: the seams with their criteria and actions, when a fault can fire, and the presets."""
    del call
    return {
        "seams": {seam: {"criteria": criteria, "actions": _actions(seam)} for seam, criteria in SEAMS.items()},
        "when": list(WHEN),
        "presets": {name: f"{preset.about} (at {preset.seam})" for name, preset in PRESETS.items()},
    }


@ROUTES("GET /faults/{id}")
def one(call: Call) -> Any:
    """One fault."""
    return _fault(call).view()


@ROUTES("DELETE /faults/{id}")
def remove(call: Call) -> Any:
    """Let one fault fire no more; it as it was."""
    fault = _fault(call)
    call.mock.state.plans.remove(fault.id)
    return fault.view()


@ROUTES("DELETE /faults")
def clear(call: Call) -> Any:
    """Let no fault fire any more."""
    call.mock.state.plans.clear()
    return {"faults": []}


def _plan(call: Call, faults: Iterable[Fault]) -> list[Fault]:
    plans = call.mock.state.plans
    done: list[Fault] = []
    try:
        done.extend(plans.add(fault) for fault in faults)
    except OverflowError as error:
        for fault in done:
            plans.remove(fault.id)
        raise ConfigurationError(str(error)) from None
    return done


def _fault(call: Call) -> Fault:
    plans, number = call.mock.state.plans, call.places["id"]
    fault = plans.get(number)
    if fault is None:
        there = ", ".join(str(known.id) for known in plans.all) or "none"
        raise NotFound(f"there is no fault {number}; there are: {there}")
    return fault


def _actions(seam: str) -> dict[str, str]:
    found: Mapping[str, type[Kind]] = at(seam)
    return {name: kind.about[name] for name, kind in found.items()}
