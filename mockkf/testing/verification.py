"""What a run is verified by: every request found a route, and every fault fired."""

from collections.abc import Iterable

from mockkf.model import ApiCall, Fault
from mockkf.testing.faults import unfired


def unexpected(calls: Iterable[ApiCall]) -> str:
    """The requests that no route took, in words; empty if there are none."""
    lost = [f"\n  {call.line}" for call in calls if not call.routed]
    return f"{len(lost)} of the requests found no route:{''.join(lost)}" if lost else ""


def verify(calls: Iterable[ApiCall], faults: Iterable[Fault]) -> None:
    """Nothing, if every request found a route and every fault fired; else `AssertionError` lists those that did not."""
    wrong = [said for said in (unexpected(calls), unfired(faults)) if said]
    if wrong:
        raise AssertionError("\n".join(wrong))
