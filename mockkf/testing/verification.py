"""The check of a run: every request matched a route, and every fault fired."""

from collections.abc import Iterable

from mockkf.model import ApiCall, Fault, counted
from mockkf.testing.faults import listed


def unexpected(calls: Iterable[ApiCall]) -> str:
    """Return a list of the requests that matched no route, as text; empty if there are none."""
    lost = [f"\n  {call.line}" for call in calls if not call.routed]
    return f"{counted(len(lost), 'request')} matched no route:{''.join(lost)}" if lost else ""


def verify(calls: Iterable[ApiCall], unfired: Iterable[Fault]) -> None:
    """Raise `AssertionError` with a list of the requests that matched no route and the faults that never fired."""
    wrong = [said for said in (unexpected(calls), listed(unfired)) if said]
    if wrong:
        raise AssertionError("\n".join(wrong))
