"""How a fault at `http.connection` lets a kept connection become stale."""

from mockkf.faults.step_runner import actions
from mockkf.http import Staleness
from mockkf.model import Action, Fault
from mockkf.state import State


def staleness(fault: Fault, state: State) -> Staleness:
    """Return how the connection becomes stale; the effect of the fault ends with the epoch of `state`."""
    idle = sum(getattr(action, "delay", 0.0) for action in actions(fault))
    [action] = (action for action in actions(fault) if not hasattr(action, "delay"))
    dropped = action.afterwards()
    return Staleness(_ending(action), idle, dropped is not None, state.hold, lambda: state.is_over)


def _ending(action: Action) -> str:
    if hasattr(action, "hang"):
        return "silence"
    return "reset" if hasattr(action, "tcp_reset") else "close"
