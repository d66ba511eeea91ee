"""One rule: what mockkf does, and how certain it is that Command does the same."""

from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, partial
from typing import Any

from mockkf.command.contract.source import ASSUMED, DOCUMENTED, GRADES, RECORDED, Reference, references
from mockkf.command.contract.sources import SOURCES

ELSEWHERE = "a release follows the nearest one that was seen; the option `release` chooses another one"
"""Why an assumption about a release cannot be changed."""

Release = tuple[int, ...]


@dataclass(frozen=True)
class Rule:
    """A statement about Command with its grade.

    The grades are *documented* (a vendor page says it), *recorded* (a real server did it) and *assumed* (it is
    undocumented; mockkf chose). `source` names sources of `SOURCES`, separated by semicolons, or says why it is
    assumed. The `endpoint` "*" and empty `api_versions` mean all. The rule holds from the release `since` to the
    release before `until`. An assumed rule has either a `switch`, the option that changes it, or `fixed`, the reason
    why it cannot be changed. `is_of_one_release` says that the grade is that of one release, and not the best one.
    """

    name: str
    subject: str
    does: str
    grade: str
    source: str
    endpoint: str = "*"
    api_versions: tuple[int, ...] = ()
    since: Release = (10, 0)
    until: Release | None = None
    switch: str | None = None
    fixed: str | None = None
    is_of_one_release: bool = field(default=False, repr=False, compare=False)

    def holds_in(self, release: Release) -> bool:
        """Return whether this rule holds in `release`; 10.0 to 10.4 count as 10.5."""
        return self.since <= max(release, (10, 5)) and (self.until is None or max(release, (10, 5)) < self.until)

    def is_about(self, endpoint: str) -> bool:
        """Return whether the rule is about a call ("GET /SMTP") or a path, in any letter case."""
        wanted = endpoint.strip().casefold()
        calls = [call.casefold() for call in self.endpoint.split(", ")]
        return self.endpoint == "*" or any(wanted in {call, call.partition(" ")[2]} for call in calls)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The sources that `source` names."""
        return references(self.source, SOURCES)

    @property
    def proofs(self) -> tuple[Reference, ...]:
        """The sources that prove the rule, in the order of their releases; none for an assumed rule."""
        found = () if self.grade == ASSUMED else self.references
        return tuple(sorted(found, key=lambda reference: reference.source.releases))

    def in_release(self, release: Release) -> "Rule":
        """Return the rule with the grade that it has in one release.

        A page or a recording proves nothing for another release than its own: there the rule is assumed.
        """
        if self.grade == ASSUMED:
            return replace(self, is_of_one_release=True)
        grades = {proof.source.grade for proof in self.proofs if release[:2] in proof.source.releases}
        found = next((grade for grade in GRADES if grade in grades), None)
        if found is not None:
            return replace(self, grade=found, is_of_one_release=True)
        return replace(
            self,
            grade=ASSUMED,
            source=f"{self._nearest(release)}{self.source}",
            fixed=self.fixed or (None if self.switch else ELSEWHERE),
            is_of_one_release=True,
        )

    def _nearest(self, release: Release) -> str:
        """Return where the rule is proved that is assumed in `release`: "as recorded in 25.4; "."""
        sources = [proof.source for proof in self.proofs]
        dated = [source for source in sources if source.releases]
        before = [source for source in dated if source.releases[0] <= release[:2]]
        nearest = before[-1:] or dated[:1] or sources[:1]
        return "".join(f"as {source.grade} in {source.proved}; " for source in nearest)

    def view(self) -> dict[str, Any]:
        """Return the rule as a JSON object; `url` and `seen` are those of the first source."""
        dotted = {
            name: value and ".".join(map(str, value)) for name, value in (("since", self.since), ("until", self.until))
        }
        sources = [reference.source.view(reference.detail) for reference in self.references]
        first = sources[0] if sources else {"url": None, "seen": None}
        told = {name: value for name, value in asdict(self).items() if name != "is_of_one_release"}
        return {**told, **dotted, "sources": sources, "url": first["url"], "seen": first["seen"]}


@dataclass(frozen=True)
class Recording:
    """What a calibration saw of a rule, at a server of the user's own: `verdict` is `holds` or `differs`.

    >>> Recording("25.5.1", "2026-11-26", "holds", "400").grade
    'recorded (yours, 25.5.1, 2026-11-26)'
    """

    release: str
    day: str
    verdict: str
    seen: str

    @property
    def grade(self) -> str:
        """The grade of the rule, as `mockkf contract` shows it."""
        return f"{RECORDED} (yours, {self.release}, {self.day})"


documented = partial(Rule, grade=DOCUMENTED)
recorded = partial(Rule, grade=RECORDED)
assumed = partial(Rule, grade=ASSUMED, source="undocumented")

PUT_AND_TEST = "PUT /SMTP, POST /SMTP/Test"
TEST = "POST /SMTP/Test"
