"""Verdicts: what a server did beside what the mock does, and the options with which the mock does the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockkf.calibration.calibration import DIFFERS, HOLDS, NOT_SEEN, RuleFinding
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.probe import Probe
from mockkf.calibration.reference import ReferenceMock, Seen, options_of, values
from mockkf.config import Settings
from mockkf.errors import MockkfError
from mockkf.scenario import change_settings


@dataclass(frozen=True)
class Comparison:
    """The settings of a mock that answers as much like the server as it can, and the findings."""

    settings: Settings
    findings: tuple[RuleFinding, ...]


def compare(reference: ReferenceMock, settings: Settings, wanted: Sequence[Probe], server: Seen) -> Comparison:
    """Return the verdicts for what was seen of a server, and the settings that come nearest to it."""
    usual = reference.run(settings, wanted)
    alike, options = _nearest(reference, settings, wanted, server, usual)
    final = reference.run(alike, wanted) if options else usual
    return Comparison(alike, tuple(_finding(rule, usual[rule], server[rule], final[rule], options) for rule in server))


def _nearest(
    reference: ReferenceMock, settings: Settings, wanted: Sequence[Probe], server: Seen, usual: Seen
) -> tuple[Settings, dict[str, str]]:
    """Return the nearest settings, and the option that each rule needed."""
    options: dict[str, str] = {}
    for rule in server:
        if _verdict(usual[rule], server[rule]) != DIFFERS or rule in options:
            continue
        looking = [probe for probe in wanted if rule in probe.rules]
        for option, value in _tries(rule, str(server[rule]), settings):
            tried = _tried(reference, settings, looking, {option: value})
            if tried is not None and _gains(tried[1], server, usual, looking, rule):
                settings = tried[0]
                gained = [one for one in _gained(tried[1], server, usual) if _is_changed_by(one, option)]
                options |= dict.fromkeys(gained, option)
                break
    return settings, options


def _tries(rule: str, seen: str, settings: Settings) -> Iterable[tuple[str, Any]]:
    return ((option, value) for option in options_of(rule) for value in values(option, rule, seen, settings))


def _tried(
    reference: ReferenceMock, settings: Settings, looking: Sequence[Probe], change: Mapping[str, Any]
) -> tuple[Settings, Seen] | None:
    """Return changed settings and what the probes then see; None if the settings or the mock refuse the change."""
    try:
        changed = change_settings(settings, **change)
        return changed, reference.run(changed, looking)
    except MockkfError:
        return None


def _gained(tried: Seen, server: Seen, usual: Seen) -> list[str]:
    """Return the rules that became alike by a change."""
    differing = (rule for rule in tried if _verdict(usual[rule], server[rule]) == DIFFERS)
    return [rule for rule in differing if _verdict(tried[rule], server[rule]) == HOLDS]


def _is_changed_by(rule: str, option: str) -> bool:
    """Whether an option changes a rule; a rule that no option is known for may be changed by each."""
    return option in (options_of(rule) or (option,))


def _gains(tried: Seen, server: Seen, usual: Seen, looking: Sequence[Probe], rule: str) -> bool:
    """Whether a change makes this rule alike, and no fewer rules of the same probes."""
    rules = {one for probe in looking for one in probe.rules}
    before = sum(_verdict(usual[one], server[one]) == DIFFERS for one in rules)
    after = sum(_verdict(tried[one], server[one]) == DIFFERS for one in rules)
    return _verdict(tried[rule], server[rule]) == HOLDS and after < before


def _verdict(mock: str | NotSeen, server: str | NotSeen) -> str:
    if isinstance(mock, NotSeen) or isinstance(server, NotSeen):
        return NOT_SEEN
    return HOLDS if mock == server else DIFFERS


def _finding(
    rule: str, usual: str | NotSeen, server: str | NotSeen, final: str | NotSeen, options: Mapping[str, str]
) -> RuleFinding:
    verdict = _verdict(usual, server)
    why = next((str(seen) for seen in (server, usual) if isinstance(seen, NotSeen)), "")
    option = options.get(rule) if _verdict(final, server) == HOLDS else None
    mock, seen = ("" if isinstance(one, NotSeen) else one for one in (usual, server))
    return RuleFinding(rule, mock, seen, verdict, why, option)
