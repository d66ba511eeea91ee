"""How a budget is measured and told: ours and its floor by turns, medians, one row of the table."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

NOTHING = "-"

Measure = Callable[[], float]
"""One measurement: what is returned was measured, what else it does was not."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    measured: str
    floor: str
    value: str
    budget: str
    kept: bool


def seconds(act: Callable[[], object]) -> float:
    """How long `act` takes."""
    began = perf_counter()
    act()
    return perf_counter() - began


def compiled_once(place: str) -> dict[str, str]:
    """The environment of processes that compile each module once, into the folder `place`, as an installation does.

    With PYTHONDONTWRITEBYTECODE, each process would compile what has changed.
    """
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**environ, "PYTHONPYCACHEPREFIX": place}


def by_turns(rounds: int, *measures: Measure, warm: int = 3) -> tuple[list[float], ...]:
    """What each measure found in so many rounds, every other one backwards; `warm` more come first, uncounted."""
    found: tuple[list[float], ...] = tuple([] for _ in measures)
    for number in range(-warm, rounds):
        turns = list(zip(measures, found, strict=True))
        for measure, results in turns if number % 2 else reversed(turns):
            result = measure()
            if number >= 0:
                results.append(result)
    return found


def percentile(found: Sequence[float], share: float) -> float:
    """The value below which this share of what was found lies."""
    return sorted(found)[min(int(len(found) * share), len(found) - 1)]


def milliseconds(found: float) -> str:
    """Seconds as the table shows them."""
    return f"{found * 1000:.2f} ms"


def within(what: str, found: float, limit: float, floor: float | None = None) -> Row:
    """A row for a time that has a limit of its own."""
    beside = NOTHING if floor is None else milliseconds(floor)
    shown = milliseconds(found)
    return Row(what, shown, beside, shown, f"<= {limit * 1000:g} ms", found <= limit)


def at_most(what: str, ours: Sequence[float], floor: Sequence[float], limit: float) -> Row:
    """A row for times of which the ratio of medians has a limit."""
    found = median(ours) / median(floor)
    shown = milliseconds(median(ours)), milliseconds(median(floor))
    return Row(what, *shown, f"{found:.2f} x", f"<= {limit:g} x", found <= limit)
