"""A fault as it is written: where, which, what and when, by name; every mistake is told with what is allowed."""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from mockkf.config.options import Problems, Take, know, number, taken
from mockkf.errors import ConfigurationError
from mockkf.faults.action_type import Kind, at
from mockkf.faults.presets import PRESETS
from mockkf.faults.steps import CRITERIA, SEAMS
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
    """The fault at the seam or of the preset `where` with these members; `ConfigurationError` if it is none.

    >>> str(read("relay.recipient", {"to": "*@slow.example", "reply": "451 4.3.0 try later", "times": 2}))
    "fault 0 at relay.recipient (to='*@slow.example', reply='451 4.3.0 try later', times=2)"
    """
    preset = PRESETS.get(str(where))
    seam = preset.seam if preset else str(where)
    if seam not in SEAMS:
        know((seam,), (*SEAMS, *PRESETS), "seam or preset")
    named = {name: value for name, value in given.items() if value is not None}
    members = {**(preset.members if preset else {}), **named}
    problems = Problems(_unknown(members, (*SEAMS[seam], *at(seam), *WHEN), seam))
    when: dict[str, Any] = {}
    which: dict[str, Any] = {}
    actions: list[Kind] = []
    with problems.noting():
        which = taken({name: CRITERIA[name] for name in SEAMS[seam]}, members)
    with problems.noting():
        actions = _actions(seam, {name: members[name] for name in at(seam) if name in members})
    with problems.noting():
        when = taken(WHEN, members)
    if ("chance" in members) != ("seed" in members):
        problems.append("chance needs a seed, and seed a chance: what happens must be the same in every run")
    problems.tell()
    return Fault(seam, tuple(actions), which, **when, preset=where if preset else None)


def _unknown(members: Iterable[str], known: Collection[str], seam: str) -> list[str]:
    """What is said of members that no fault at `seam` has: what each may have meant, once what there is."""
    hints = {name: _hint(name, known) for name in members if name not in known}
    there = "" if all("did you mean" in hint for hint in hints.values()) else f"; there are: {', '.join(known)}"
    said = ", ".join(f"'{name}'{hint}" for name, hint in hints.items())
    return [f"no member of a fault at {seam}: {said}{there}"] if hints else []


def _hint(name: str, known: Collection[str]) -> str:
    """Where a member is one, or what it may have meant."""
    elsewhere = [seam for seam in SEAMS if name in (*SEAMS[seam], *at(seam))]
    near = get_close_matches(name, known, 1)
    if elsewhere:
        return f" (which is one at {', '.join(elsewhere)})"
    return f" (did you mean '{near[0]}'?)" if near else ""


def _actions(seam: str, given: Mapping[str, Any]) -> list[Kind]:
    kinds = {kind: {name: given[name] for name in kind.takes if name in given} for kind in Kind.known()}
    asked = {kind: members for kind, members in kinds.items() if members and seam in kind.seams}
    ends = [next(iter(kind.takes)) for kind in asked if "delay" not in kind.takes]
    problems = Problems()
    if not asked:
        problems.append(f"a fault at {seam} needs something to happen: one of {', '.join(at(seam))}")
    if len(ends) > 1:
        problems.append(f"a fault does one thing, beside a delay; got {' and '.join(ends)}")
    found = []
    for kind, members in asked.items():
        with problems.noting():
            found.append(_action(kind, seam, members))
    problems.tell()
    return found


def _action(kind: type[Kind], seam: str, members: Mapping[str, Any]) -> Kind:
    needed = next(iter(kind.takes))
    if needed not in members:
        raise ConfigurationError(f"{next(iter(members))} needs {needed} beside it")
    return kind.of(seam, members)
