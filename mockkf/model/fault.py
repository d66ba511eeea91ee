"""A fault: at which step, for which calls, what happens there, and when."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any, ClassVar

from mockkf.errors import Dropped, MockkfError


@dataclass(frozen=True)
class Action:
    """What happens to a call; one that neither ends it nor spoils its answer is left to the part that is called.

    `steps` are those where it makes sense, `about` says what its members mean.
    """

    steps: ClassVar[tuple[str, ...]] = ()
    about: ClassVar[Mapping[str, str]] = {}

    @property
    def pause(self) -> float:
        """How many seconds the call is held up first."""
        return 0

    def instead(self, subject: Mapping[str, Any]) -> MockkfError | None:
        """What the call ends in without being made; None if it is made."""
        del subject
        return None

    def afterwards(self) -> Dropped | None:
        """What becomes of the answer of a call that was made; None if it is given as it is."""
        return None

    def view(self) -> dict[str, Any]:
        """The members that say something, by name."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name)) != one.default}


@dataclass(frozen=True)
class Fault:
    """Play `actions`, in order, at `step` for the calls that `which` fits.

    It fires `times` times (None is for ever), after the first `after` fitting calls, at every `every`th of them, with a
    `chance` that a `seed` makes the same in every run. `seen` counts the fitting calls, `fired` those it fired at.
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
        """Whether a call about `subject` is one of those it is for."""
        return all(_fits(wanted, subject.get(name)) for name, wanted in self.which.items())

    @property
    def is_due(self) -> bool:
        """Whether it fires at the call that was seen last."""
        if self.seen <= self.after or (self.seen - self.after - 1) % self.every or self.is_used_up:
            return False
        return self.chance is None or random.Random(f"{self.seed} {self.seen}").random() < self.chance  # noqa: S311

    @property
    def is_used_up(self) -> bool:
        """Whether it fires no more."""
        return self.times is not None and self.fired >= self.times

    def members(self) -> dict[str, Any]:
        """The fault as it is written in a scenario and sent to the control API."""
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
        """The same with its id and counts, as it is answered."""
        return {"id": self.id, **self.members(), "seen": self.seen, "fired": self.fired}

    def __str__(self) -> str:
        words = ", ".join(f"{name}={value!r}" for name, value in self.members().items() if name != "step")
        return f"fault {self.id} at {self.step} ({words})"


def _fits(wanted: Any, actual: Any) -> bool:
    """Of several values one must fit; several wanted ones must be the first of them."""
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
