"""The screen of faults, and its forms."""

from dataclasses import replace
from typing import Any, cast

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import NotFound

from mockkf.faults import STEPS
from mockkf.inbox.context import current_addresses, current_mock, root
from mockkf.inbox.models.faults import families, fault_of, planned
from mockkf.inbox.rendering import page

blueprint = Blueprint("faults", __name__)


@blueprint.get("/faults")
def show_faults() -> str:
    """The presets by family, and the planned faults."""
    mock = current_mock()
    step = request.args.get("step", "")
    step = step if step in STEPS else ""
    return page(
        "faults.html",
        at="Faults",
        title="Faults",
        families=families(step),
        step=step,
        planned=planned(mock.state.faults.all, current_addresses().control_url),
    )


@blueprint.post("/inbox/faults")
def plan() -> Any:
    """Plan a fault of a preset."""
    current_mock().faults.plan(fault_of(request.form))
    return _back()


@blueprint.post("/inbox/faults/<int:number>/again")
def plan_again(number: int) -> Any:
    """Let a fault fire once more."""
    fault = current_mock().state.faults.get(number)
    if fault is None:
        raise NotFound(f"There is no fault {number}.")
    current_mock().faults.plan(replace(fault, times=1, after=0, every=1, chance=None, seed=None))
    return _back()


@blueprint.post("/inbox/faults/<int:number>/remove")
def remove(number: int) -> Any:
    """Remove one fault."""
    current_mock().state.faults.remove(number)
    return _back()


@blueprint.post("/inbox/faults/remove")
def remove_all() -> Any:
    """Remove all faults."""
    current_mock().faults.clear()
    return _back()


def _back() -> Response:
    return cast("Response", redirect(f"{root()}/faults", 303))
