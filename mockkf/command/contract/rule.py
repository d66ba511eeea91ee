"""One rule: what mockkf does, and how sure we are that Command does it."""

from dataclasses import asdict, dataclass
from typing import Any

DOCUMENTED, RECORDED, ASSUMED = "documented", "recorded", "assumed"
GRADES = (DOCUMENTED, RECORDED, ASSUMED)


@dataclass(frozen=True)
class Rule:
    """A statement about Command, and its grade: *documented* (a vendor page says it), *recorded* (a real server was
    seen to do it) or *assumed* (nobody says; mockkf chose).

    `endpoint` is "*" for all, `api_versions` empty for all; it holds from release `since` to the one before `until`.
    An assumed rule has a `switch`, the option that changes it, or is `fixed`, and says why nobody would change it.
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
        """Whether this rule is one of `release`."""
        return self.since <= release and (self.until is None or release < self.until)

    def view(self) -> dict[str, Any]:
        """The rule as JSON has it."""
        dotted = {
            name: value and ".".join(map(str, value)) for name, value in (("since", self.since), ("until", self.until))
        }
        return {**asdict(self), **dotted}
