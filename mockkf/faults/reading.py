"""A fault as it is written: where, which, what and when, by name; every mistake is told with what is allowed."""

from collections.abc import Mapping
from typing import Any

from mockkf.errors import ConfigurationError
from mockkf.faults.kind import Kind, at
from mockkf.faults.presets import PRESETS
from mockkf.faults.where import CRITERIA, SEAMS
from mockkf.model import Fault
from mockkf.options import Take, know, number


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
    preset = PRESETS.get(where)
    seam = preset.seam if preset else where
    if seam not in SEAMS:
        know((where,), (*SEAMS, *PRESETS), "seam or preset")
    named = {name: value for name, value in given.items() if value is not None}
    members = {**(preset.members if preset else {}), **named}
    what = at(seam)
    know(members, (*SEAMS[seam], *what, *WHEN), f"member of a fault at {seam}")
    when = {name: WHEN[name](name, members[name]) for name in WHEN if name in members}
    if ("chance" in when) != ("seed" in when):
        raise ConfigurationError("chance needs a seed, and seed a chance: what happens must be the same in every run")
    which = {name: CRITERIA[name](name, members[name]) for name in SEAMS[seam] if name in members}
    actions = tuple(_actions(seam, {name: members[name] for name in what if name in members}))
    return Fault(seam, actions, which, **when, preset=where if preset else None)


def _actions(seam: str, given: Mapping[str, Any]) -> list[Kind]:
    kinds = {kind: {name: given[name] for name in kind.takes if name in given} for kind in Kind.known()}
    asked = {kind: members for kind, members in kinds.items() if members and seam in kind.seams}
    for kind, members in asked.items():
        needed = next(iter(kind.takes))
        if needed not in members:
            raise ConfigurationError(f"{next(iter(members))} needs {needed} beside it")
    ends = [next(iter(kind.takes)) for kind in asked if "delay" not in kind.takes]
    if not asked:
        raise ConfigurationError(f"a fault at {seam} needs something to happen: one of {', '.join(at(seam))}")
    if len(ends) > 1:
        raise ConfigurationError(f"a fault does one thing, beside a delay; got {' and '.join(ends)}")
    return [kind.of(seam, members) for kind, members in asked.items()]
