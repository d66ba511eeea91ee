"""A fault as it is written: where, which, what and when, by name; every mistake is told with what is allowed."""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from mockkf.config import Problems, Take, know, number, taken
from mockkf.errors import ConfigurationError
from mockkf.faults.action_type import ActionType, at
from mockkf.faults.presets import PRESETS
from mockkf.faults.steps import CRITERIA, STEPS
from mockkf.model import Fault


def chance(name: str, value: object) -> float:
    """A part of the calls."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1:
        raise ConfigurationError(f"{name} must be a number between 0 and 1, not {value!r}")
    return float(value)


def seed(name: str, value: object) -> int:
    """Any whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ConfigurationError(f"{name} must be a whole number, not {value!r}")
    return value


OFTEN = 10**9 - 1

WHEN: Mapping[str, Take] = {
    "times": number(1, OFTEN, "a number from 1 on"),
    "after": number(0, OFTEN, "a number from 0 on"),
    "every": number(1, OFTEN, "a number from 1 on"),
    "chance": chance,
    "seed": seed,
}
"""When a fault fires."""


def read(where: str, given: Mapping[str, Any]) -> Fault:
    """The fault at the step or of the preset `where` with these members; `ConfigurationError` if it is none.

    >>> str(read("relay.recipient", {"to": "*@slow.example", "reply": "451 4.3.0 try later", "times": 2}))
    "fault 0 at relay.recipient (to='*@slow.example', reply='451 4.3.0 try later', times=2)"
    """
    preset = PRESETS.get(str(where))
    step = preset.step if preset else str(where)
    if step not in STEPS:
        know((step,), (*STEPS, *PRESETS), "step or preset")
    named = {name: value for name, value in given.items() if value is not None}
    members = {**(preset.members if preset else {}), **named}
    problems = Problems(_unknown(members, (*STEPS[step], *at(step), *WHEN), step))
    when: dict[str, Any] = {}
    which: dict[str, Any] = {}
    actions: list[ActionType] = []
    with problems.noting():
        which = taken({name: CRITERIA[name] for name in STEPS[step]}, members)
    with problems.noting():
        actions = _actions(step, {name: members[name] for name in at(step) if name in members})
    with problems.noting():
        when = taken(WHEN, members)
    if ("chance" in members) != ("seed" in members):
        problems.append("chance needs a seed, and seed a chance: what happens must be the same in every run")
    problems.tell()
    return Fault(step, tuple(actions), which, **when, preset=where if preset else None)


def _unknown(members: Iterable[str], known: Collection[str], step: str) -> list[str]:
    """What is said of members that no fault at `step` has: what each may have meant, once what there is."""
    hints = {name: _hint(name, known) for name in members if name not in known}
    there = "" if all("did you mean" in hint for hint in hints.values()) else f"; there are: {', '.join(known)}"
    said = ", ".join(f"'{name}'{hint}" for name, hint in hints.items())
    return [f"no member of a fault at {step}: {said}{there}"] if hints else []


def _hint(name: str, known: Collection[str]) -> str:
    """Where a member is one, or what it may have meant."""
    elsewhere = [step for step in STEPS if name in (*STEPS[step], *at(step))]
    near = get_close_matches(name, known, 1)
    if elsewhere:
        return f" (which is one at {', '.join(elsewhere)})"
    return f" (did you mean '{near[0]}'?)" if near else ""


def _actions(step: str, given: Mapping[str, Any]) -> list[ActionType]:
    kinds = {kind: {name: given[name] for name in kind.takes if name in given} for kind in ActionType.known()}
    chosen = {kind: members for kind, members in kinds.items() if members and step in kind.steps}
    ends = [next(iter(kind.takes)) for kind in chosen if "delay" not in kind.takes]
    problems = Problems()
    if not chosen:
        problems.append(f"a fault at {step} needs something to happen: one of {', '.join(at(step))}")
    if len(ends) > 1:
        problems.append(f"a fault does one thing, beside a delay; got {' and '.join(ends)}")
    found = []
    for kind, members in chosen.items():
        with problems.noting():
            found.append(_action(kind, step, members))
    problems.tell()
    return found


def _action(kind: type[ActionType], step: str, members: Mapping[str, Any]) -> ActionType:
    needed = next(iter(kind.takes))
    if needed not in members:
        raise ConfigurationError(f"{next(iter(members))} needs {needed} beside it")
    return kind.of(step, members)
