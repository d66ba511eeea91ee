"""One rule: what mockkf does, and how certain it is that Command does the same."""

from dataclasses import asdict, dataclass
from typing import Any

DOCUMENTED, RECORDED, ASSUMED = "documented", "recorded", "assumed"
GRADES = (DOCUMENTED, RECORDED, ASSUMED)


@dataclass(frozen=True)
class Rule:
    """A statement about Command with its grade.

    The grades are *documented* (a vendor page says it), *recorded* (a real server did it) and *assumed* (it is
    undocumented; mockkf chose). The `endpoint` "*" and empty `api_versions` mean all. The rule holds from the release
    `since` to the release before `until`. An assumed rule has either a `switch`, the option that changes it, or
    `fixed`, the reason why it cannot be changed.
    """

    name: str
    subject: str
    does: str
    grade: str
    source: str
    endpoint: str = "*"
    api_versions: tuple[int, ...] = ()
    since: tuple[int, ...] = (10, 0)
    until: tuple[int, ...] | None = None
    switch: str | None = None
    fixed: str | None = None

    def holds_in(self, release: tuple[int, ...]) -> bool:
        """Return whether this rule holds in `release`."""
        return self.since <= release and (self.until is None or release < self.until)

    def view(self) -> dict[str, Any]:
        """Return the rule as a JSON object."""
        dotted = {
            name: value and ".".join(map(str, value)) for name, value in (("since", self.since), ("until", self.until))
        }
        return {**asdict(self), **dotted}
