"""The screen of faults: presets by family, and the planned faults."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from mockkf.errors import ConfigurationError
from mockkf.faults import PRESETS, Preset, read
from mockkf.inbox.models.snippets import fault_curl, fault_line
from mockkf.model import Fault

FAMILIES: Mapping[str, str] = {
    "gmail": "Gmail",
    "exchange": "Exchange",
    "postfix": "Postfix",
    "gateway": "Gateway",
    "chaos": "Mailpit's chaos",
}
"""The families in the order of the page, others follow; and their names."""

USES: Mapping[str, str] = {"once": "once", "always": "always", "times": "a number of times"}
"""How often a fault can fire, as the page offers it."""

MOST_DIGITS = 9


@dataclass(frozen=True)
class PresetCard:
    """One preset as the page offers it."""

    name: str
    short: str
    about: str
    step: str
    says: str


@dataclass(frozen=True)
class Family:
    """The presets of one product."""

    key: str
    name: str
    presets: tuple[PresetCard, ...]


@dataclass(frozen=True)
class FaultCard:
    """A planned fault with its counts, and as lines to copy."""

    id: int
    name: str
    step: str
    members: str
    limits: str
    seen: int
    fired: int
    is_used_up: bool
    python: str
    curl: str


def families(step: str = "") -> tuple[Family, ...]:
    """Return the presets by family; with `step`, only those of this step."""
    chosen = [(name, preset) for name, preset in PRESETS.items() if not step or preset.step == step]
    groups = groupby(sorted(chosen, key=_place), key=lambda item: item[0].partition(".")[0])
    return tuple(
        Family(key, FAMILIES.get(key, key.replace("_", " ").capitalize()), tuple(_card(*item) for item in group))
        for key, group in groups
    )


def planned(faults: Iterable[Fault], control_url: str) -> tuple[FaultCard, ...]:
    """Return the planned faults, newest first."""
    return tuple(_planned(fault, control_url) for fault in reversed([*faults]))


def fault_of(form: Mapping[str, str]) -> Fault:
    """Return the fault that a form plans; raise `ConfigurationError` if a member is invalid."""
    use = form.get("use", "once")
    if use not in USES:
        raise ConfigurationError(f"use must be one of {', '.join(USES)}, not {use[:80]!r}")
    times = {"once": 1, "always": None, "times": _number(form, "times", 1)}[use]
    members = {"times": times, "after": _number(form, "after", 0) or None}
    return read(form.get("preset", ""), members)


def _number(form: Mapping[str, str], name: str, usual: int) -> int:
    said = form.get(name, "").strip() or str(usual)
    if not (said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS):
        raise ConfigurationError(f"{name} must be a whole number, not {said[:80]!r}")
    return int(said)


def _place(item: tuple[str, Preset]) -> int:
    family = item[0].partition(".")[0]
    return [*FAMILIES].index(family) if family in FAMILIES else len(FAMILIES)


def _card(name: str, preset: Preset) -> PresetCard:
    said = next((str(preset.members[member]) for member in ("reply", "message") if member in preset.members), "")
    told = said or ", ".join(f"{member} {value}" for member, value in preset.members.items())
    return PresetCard(
        name=name,
        short=name.partition(".")[2].replace("_", " "),
        about=preset.about,
        step=preset.step,
        says=told.replace("\n", " "),
    )


def _planned(fault: Fault, control_url: str) -> FaultCard:
    members = {**fault.members()}
    for name in ("step", "preset", "times", "after", "every", "chance", "seed"):
        members.pop(name, None)
    return FaultCard(
        id=fault.id,
        name=fault.preset or fault.step,
        step=fault.step,
        members=", ".join(f"{name} {value}" for name, value in members.items()),
        limits=_limits(fault),
        seen=fault.seen,
        fired=fault.fired,
        is_used_up=fault.is_used_up,
        python=fault_line(fault),
        curl=fault_curl(fault, control_url),
    )


def _limits(fault: Fault) -> str:
    said = {None: "always", 1: "once"}.get(fault.times, f"{fault.times} times")
    more = [f"after {fault.after}"] if fault.after else []
    more += [f"every {fault.every}"] if fault.every > 1 else []
    more += [f"chance {fault.chance:g}"] if fault.chance is not None else []
    return ", ".join([said, *more])
