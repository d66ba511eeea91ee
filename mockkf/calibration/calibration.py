"""The result of a calibration: what was seen of each rule, the verdicts, the report and the scenario."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from textwrap import shorten
from typing import Any

from mockkf.calibration.session import Sent
from mockkf.command import register

HOLDS, DIFFERS, NOT_SEEN = "holds", "differs", "not seen"
VERDICTS = (HOLDS, DIFFERS, NOT_SEEN)
WIDTHS = (36, 30, 30)


@dataclass(frozen=True)
class RuleFinding:
    """What was seen of one rule of the register.

    `mock` and `server` describe what each of them did; `verdict` is `holds`, `differs` or `not seen`, and `why` says
    why it was not seen. `option` is the option with which the mock does as the server, None if there is none.
    """

    rule: str
    mock: str
    server: str
    verdict: str
    why: str = ""
    option: str | None = None


@dataclass(frozen=True)
class Calibration:
    """The result of a calibration of the server at `url`; `release` is the one that the server names, None without one.

    `findings` has every rule with a probe. `scenario` is the text of a scenario file. `requests` are those that were
    sent, with masked secrets.
    """

    url: str
    release: str | None
    day: date
    findings: tuple[RuleFinding, ...]
    requests: tuple[Sent, ...] = field(repr=False)
    scenario: str = field(repr=False)

    def of(self, rule: str) -> RuleFinding:
        """Return what was seen of a rule; raise `KeyError` if no probe of this run looks at it."""
        for finding in self.findings:
            if finding.rule == rule:
                return finding
        raise KeyError(f"no probe of this run looks at the rule {rule!r}")

    def with_verdict(self, verdict: str) -> tuple[RuleFinding, ...]:
        """Return the findings with a verdict: `holds`, `differs` or `not seen`."""
        return tuple(finding for finding in self.findings if finding.verdict == verdict)

    @property
    def differences(self) -> tuple[RuleFinding, ...]:
        """The findings whose verdict is `differs`."""
        return self.with_verdict(DIFFERS)

    @property
    def inexpressible(self) -> tuple[str, ...]:
        """The names of the rules that differ and that no option can change so."""
        return tuple(finding.rule for finding in self.differences if finding.option is None)

    @property
    def report(self) -> dict[str, Any]:
        """The report, ready for JSON: the server, the verdicts, the requests with masked secrets."""
        grades = {rule.name: rule.grade for rule in register(_numbers(self.release))}
        return {
            "url": self.url,
            "product_version": self.release,
            "date": self.day.isoformat(),
            "verdicts": {verdict: len(self.with_verdict(verdict)) for verdict in VERDICTS},
            "without_option": list(self.inexpressible),
            "rules": [{**asdict(finding), "grade": grades.get(finding.rule, "")} for finding in self.findings],
            "requests": [asdict(sent) for sent in self.requests],
        }

    @property
    def json(self) -> str:
        """The report as JSON text."""
        return json.dumps(self.report, indent=2, ensure_ascii=False) + "\n"

    @property
    def table(self) -> str:
        """The summary as text: a line for each rule, then the sums."""
        lines = [_line("rule", "mock", "server", "verdict")]
        order = sorted(self.findings, key=lambda finding: -VERDICTS.index(finding.verdict))
        lines += [_of(finding) for finding in order]
        sums = ", ".join(f"{len(self.with_verdict(verdict))} {verdict}" for verdict in VERDICTS)
        told = f"No option can express: {', '.join(self.inexpressible)}." if self.inexpressible else ""
        return "\n".join((*lines, "", f"{sums}; {len(self.requests)} requests.", *filter(None, [told])))


def _of(finding: RuleFinding) -> str:
    reason = f": {finding.why}" if finding.why else f" (option {finding.option})" if finding.option else ""
    return _line(finding.rule, finding.mock, finding.server, f"{finding.verdict}{reason}")


def _line(*cells: str) -> str:
    *first, last = cells
    short = (shorten(cell, width, placeholder="…") for cell, width in zip(first, WIDTHS, strict=True))
    return "  ".join((*(cell.ljust(width) for cell, width in zip(short, WIDTHS, strict=True)), last))


def _numbers(release: str | None) -> tuple[int, ...] | None:
    parts: Sequence[str] = (release or "").split(".")
    return tuple(map(int, parts)) if all(part.isdigit() for part in parts) else None


def options_in(findings: Sequence[RuleFinding]) -> Mapping[str, list[str]]:
    """Return the rules that each option makes alike."""
    found: dict[str, list[str]] = {}
    for finding in findings:
        if finding.option:
            found.setdefault(finding.option, []).append(finding.rule)
    return found
