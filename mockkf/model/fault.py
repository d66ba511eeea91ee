"""A planned fault: its step, its criteria, its actions and its limits."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any, ClassVar

from mockkf.errors import Dropped, MockkfError
from mockkf.model.text import counted


@dataclass(frozen=True)
class Action:
    """What a fault does to a call. If it neither delays nor ends the call, the called part itself applies it.

    `steps` are the steps that allow it. `about` describes its members.
    """

    steps: ClassVar[tuple[str, ...]] = ()
    about: ClassVar[Mapping[str, str]] = {}

    @property
    def pause(self) -> float:
        """The seconds that the call is delayed first."""
        return 0

    def instead(self, subject: Mapping[str, Any]) -> MockkfError | None:
        """Return the error that replaces the call; None if the call is executed."""
        del subject
        return None

    def afterwards(self) -> Dropped | None:
        """Return the error that replaces the answer of an executed call; None if the answer is sent."""
        return None

    def view(self) -> dict[str, Any]:
        """Return the members that differ from their defaults, by name."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name)) != one.default}


@dataclass(frozen=True)
class Fault:
    """Applies `actions`, in order, at `step` to the calls that match the criteria `which`.

    It skips the first `after` matching calls, then fires at every `every`th one, at most `times` times (None: no
    limit). `chance` is its probability; `seed` makes it the same in every run. `seen` counts the matching calls,
    `fired` those at which it fired.
    """

    step: str
    actions: tuple[Action, ...]
    which: Mapping[str, Any] = field(default_factory=dict)
    times: int | None = None
    after: int = 0
    every: int = 1
    chance: float | None = None
    seed: int | None = None
    preset: str | None = None
    id: int = 0
    seen: int = 0
    fired: int = 0

    def fits(self, subject: Mapping[str, Any]) -> bool:
        """Return whether a call about `subject` matches the criteria."""
        return all(_fits(wanted, subject.get(name)) for name, wanted in self.which.items())

    @property
    def is_due(self) -> bool:
        """Whether the fault fires at the latest matching call."""
        if self.seen <= self.after or (self.seen - self.after - 1) % self.every or self.is_used_up:
            return False
        return self.chance is None or random.Random(f"{self.seed} {self.seen}").random() < self.chance  # noqa: S311

    @property
    def is_used_up(self) -> bool:
        """Whether the fault has fired `times` times."""
        return self.times is not None and self.fired >= self.times

    @property
    def history(self) -> str:
        """What happened so far: `nothing matched it`, `matched 2 times, fired 0 times`."""
        if not self.seen:
            return "nothing matched it"
        return f"matched {counted(self.seen, 'time')}, fired {counted(self.fired, 'time')}"

    def members(self) -> dict[str, Any]:
        """Return the members as a scenario and the control API have them."""
        when = {
            name: getattr(self, name)
            for name in ("times", "after", "every", "chance", "seed", "preset")
            if getattr(self, name) != getattr(Fault, name)
        }
        what: dict[str, Any] = {}
        for action in self.actions:
            what |= action.view()
        which = {name: [*wanted] if isinstance(wanted, tuple) else wanted for name, wanted in self.which.items()}
        return {"step": self.step, **which, **what, **when}

    def view(self) -> dict[str, Any]:
        """Return the members with the id and the counts, as the control API answers them."""
        return {"id": self.id, **self.members(), "seen": self.seen, "fired": self.fired}

    def __str__(self) -> str:
        words = ", ".join(f"{name}={value!r}" for name, value in self.members().items() if name != "step")
        return f"fault {self.id} at {self.step} ({words})"


def _fits(wanted: Any, actual: Any) -> bool:
    """Return whether a value matches. Of a tuple, one value must match; a wanted tuple must be the start of it."""
    if isinstance(wanted, tuple):
        return isinstance(actual, tuple) and actual[: len(wanted)] == wanted
    if isinstance(actual, tuple):
        return any(_fits(wanted, one) for one in actual)
    if isinstance(wanted, str) and isinstance(actual, str):
        return _glob(wanted).fullmatch(actual) is not None
    return type(wanted) is type(actual) and bool(wanted == actual)


@lru_cache(1_000)
def _glob(pattern: str) -> re.Pattern[str]:
    parts = (".*" if part == "*" else "." if part == "?" else re.escape(part) for part in re.split(r"([*?])", pattern))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)
