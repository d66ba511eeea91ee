"""A trace as a ladder: each step with its place in time, the fault that fired, and where it stopped."""

from collections.abc import Container
from dataclasses import dataclass

from mockkf.inbox.models.times import milliseconds
from mockkf.model import ApiCall, TraceStep

WIDTH = 100.0
NARROWEST = 0.6
"""The narrowest bar, so that a step without duration is seen."""

SHORTEST = 0.00005
"""The shortest duration that is shown, in seconds."""


@dataclass(frozen=True)
class Rung:
    """One step. `left`, `width` and `until` are its bar and the time to the next step, of 100.

    `tone` is `bad` if it failed or a fault fired. `took` is empty for a step without a duration.
    """

    step: str
    detail: str
    outcome: str
    began: str
    took: str
    left: str
    width: str
    until: str
    tone: str
    fault: int | None
    is_repeatable: bool


def ladder(call: ApiCall, planned: Container[int]) -> tuple[Rung, ...]:
    """Return the steps of a call, in order; `planned` has the ids of the faults that are not removed."""
    whole = max([call.took, *(step.began + step.took for step in call.trace)], default=0) or 1.0
    last = call.trace[-1] if call.trace else None
    stopped = None if 200 <= call.status < 400 else last  # noqa: PLR2004 - the statuses of success
    ends = [step.began for step in call.trace[1:]] + [whole]
    return tuple(
        _rung(step, end, whole, planned, is_end=step is stopped) for step, end in zip(call.trace, ends, strict=True)
    )


def _rung(step: TraceStep, end: float, whole: float, planned: Container[int], *, is_end: bool) -> Rung:
    left = min(step.began / whole * WIDTH, WIDTH - NARROWEST)
    width = max(min(step.took / whole * WIDTH, WIDTH - left), NARROWEST)
    return Rung(
        step=step.step,
        detail=step.detail,
        outcome=step.outcome,
        began=milliseconds(step.began),
        took=milliseconds(step.took) if step.took >= SHORTEST else "",
        left=f"{left:.2f}",
        width=f"{width:.2f}",
        until=f"{max(end / whole * WIDTH - left, NARROWEST):.2f}",
        tone="bad" if step.fault is not None or is_end else "good",
        fault=step.fault,
        is_repeatable=step.fault in planned,
    )
