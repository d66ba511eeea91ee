"""Reads a fault from its members: step or preset, criteria, action, limits. An error names every invalid member."""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from mockkf.config import LONGEST_NAME, MOST_NAMED, Problems, Take, know, number, taken
from mockkf.errors import ConfigurationError
from mockkf.faults.action_type import ActionType, at
from mockkf.faults.presets import PRESETS
from mockkf.faults.steps import CRITERIA, IDLE, STEPS
from mockkf.model import Fault, cut


def chance(name: str, value: object) -> float:
    """Return a probability between 0 and 1, both excluded."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1:
        raise ConfigurationError(f"{name} must be a number between 0 and 1, not {value!r}")
    return float(value)


def seed(name: str, value: object) -> int:
    """Return a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ConfigurationError(f"{name} must be a whole number, not {value!r}")
    return value


OFTEN = 10**9 - 1

WHEN: Mapping[str, Take] = {
    "times": number(1, OFTEN, "a whole number of at least 1"),
    "after": number(0, OFTEN, "a whole number of at least 0"),
    "every": number(1, OFTEN, "a whole number of at least 1"),
    "chance": chance,
    "seed": seed,
}
"""The members that limit when a fault fires, each with its reader."""


def read(where: str, given: Mapping[str, Any]) -> Fault:
    """Return the fault at the step or of the preset `where`; raise `ConfigurationError` if a member is invalid.

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
        actions = _actions(step, {name: members[name] for name in at(step) if name in members}, is_whole=not problems)
    with problems.noting():
        when = taken(WHEN, members)
    if ("chance" in members) != ("seed" in members):
        problems.append("chance and seed must be given together, so that every run is the same")
    problems.tell()
    return Fault(step, tuple(actions), which, **when, preset=where if preset else None)


def _unknown(members: Iterable[str], known: Collection[str], step: str) -> list[str]:
    """Return one message for the unknown members, with a hint for the first ones and, if needed, the known members."""
    unknown = [name for name in members if name not in known]
    hints = {name: _hint(name, known) for name in unknown[:MOST_NAMED]}
    there = "" if all("did you mean" in hint for hint in hints.values()) else f"; there are: {', '.join(known)}"
    said = [f"'{cut(name, LONGEST_NAME)}'{hint}" for name, hint in hints.items()]
    said += [f"{len(unknown) - MOST_NAMED} more"] if len(unknown) > MOST_NAMED else []
    return [f"a fault at {step} takes no {', '.join(said)}{there}"] if unknown else []


def _hint(name: str, known: Collection[str]) -> str:
    """Return the steps that allow this member, or the nearest known member."""
    elsewhere = [step for step in STEPS if name in (*STEPS[step], *at(step))]
    near = get_close_matches(name, known, 1)
    if elsewhere:
        return f" (allowed at {', '.join(elsewhere)})"
    return f" (did you mean '{near[0]}'?)" if near else ""


def _actions(step: str, given: Mapping[str, Any], *, is_whole: bool) -> list[ActionType]:
    """Return the actions; raise `ConfigurationError` for an invalid one, and for none if the fault `is_whole`.

    A fault with an unknown member is not whole: the member may be a misspelt action.
    """
    kinds = {kind: {name: given[name] for name in kind.takes if name in given} for kind in ActionType.known()}
    chosen = {kind: members for kind, members in kinds.items() if members and step in kind.steps}
    ends = [next(iter(kind.takes)) for kind in chosen if "delay" not in kind.takes]
    problems = Problems()
    if not chosen and is_whole:
        problems.append(f"a fault at {step} needs an action; allowed: {', '.join(at(step))}")
    if chosen and not ends and step in IDLE:
        others = ", ".join(name for name in at(step) if name != "delay")
        problems.append(f"a fault at {step} needs an action in addition to delay; allowed: {others}")
    if len(ends) > 1:
        problems.append(f"a fault can have only one action in addition to delay, not {' and '.join(ends)}")
    found = []
    for kind, members in chosen.items():
        with problems.noting():
            found.append(_action(kind, step, members))
    problems.tell()
    return found


def _action(kind: type[ActionType], step: str, members: Mapping[str, Any]) -> ActionType:
    needed = next(iter(kind.takes))
    if needed not in members:
        raise ConfigurationError(f"{next(iter(members))} is allowed only together with {needed}")
    return kind.of(step, members)
