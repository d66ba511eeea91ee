"""The register of rules: what mockkf does, how certain it is that Command does the same, and the option for it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from mockkf.command.contract import access, common, deviations, members, oauth, pam, smtp
from mockkf.command.contract.rule import Recording, Rule
from mockkf.command.contract.source import ASSUMED, DOCUMENTED, GRADES, RECORDED, Source
from mockkf.command.contract.sources import SOURCES
from mockkf.model import DEVIATIONS, LEVELS


def register(
    release: tuple[int, ...] | None = None, grade: str | None = None, endpoint: str | None = None
) -> tuple[Rule, ...]:
    """Return all rules, or only those of a release, a grade and an endpoint.

    In a release each rule has the grade that it has there. An endpoint is a call ("GET /SMTP") or a path, in any letter
    case; the rules for all calls are among its rules.

    >>> {rule.switch for rule in register(grade="assumed") if rule.name == "tls"}
    {'tls_profile'}
    >>> [rule.source for rule in register((25, 1), endpoint="PUT /SMTP") if rule.name == "error-body"]
    ['as recorded in 25.4; recording 25.4']
    """
    rules = (rule for rule in _everything() if endpoint is None or rule.is_about(endpoint))
    found = rules if release is None else _in(release, rules)
    return tuple(rule for rule in found if grade is None or rule.grade == grade)


def sums(
    releases: Iterable[tuple[int, ...]], endpoint: str | None = None
) -> Mapping[tuple[int, ...], Mapping[str, int]]:
    """Return how many rules have each grade, for each release."""
    rules = register(endpoint=endpoint)
    counted = {release: Counter(rule.grade for rule in _in(release, rules)) for release in releases}
    return {release: {grade: found[grade] for grade in GRADES} for release, found in counted.items()}


def _everything() -> tuple[Rule, ...]:
    behaviour = (*common.RULES, *access.RULES, *smtp.RULES, *pam.RULES, *oauth.RULES)
    return (*behaviour, *deviations.RULES, *members.rules())


def _in(release: tuple[int, ...], rules: Iterable[Rule]) -> Iterator[Rule]:
    return (rule.in_release(release) for rule in rules if rule.holds_in(release))


__all__ = [
    "ASSUMED",
    "DEVIATIONS",
    "DOCUMENTED",
    "GRADES",
    "LEVELS",
    "RECORDED",
    "SOURCES",
    "Recording",
    "Rule",
    "Source",
    "register",
    "sums",
]
