"""The register of rules for readers: a table for a terminal, and the page `docs/contract.md`."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest
from textwrap import wrap
from typing import NamedTuple

from mockkf.command.contract import deviations, members, register
from mockkf.command.contract.rule import ASSUMED, Rule
from mockkf.command.schemas import releases
from mockkf.model import DEVIATIONS

COLUMNS = ("grade", "endpoint", "subject", "rule", "source", "to change it")
SHARES = (10, 22, 26, 44, 32, 26)
"""The relative widths of the columns."""

LETTERS = {
    "required": "R",
    "required for RelayAuthenticationType 2": "R2",
    "required for RelayAuthenticationType 3": "R3",
    "optional": "O",
    "deprecated, accepted and ignored": "D",
    "in the answer": "A",
    "null in the answer": "N",
}
"""The abbreviations in the tables of members."""

PAGE = """\
# The contract

This page lists every rule of the emulated API. The grade says how certain a rule is:

- *documented*: a vendor page says it.
- *recorded*: a real server did it.
- *assumed*: it is undocumented; mockkf chose.

`mockkf contract` prints the same list; `mockkf contract --release 12.5` prints it for one release.
`GET /mockkf/contract?release=12.5&grade=assumed` answers it as JSON. "Seeds 000 to 004" are the five vendor pages of
the SMTP endpoints: POST Test 10.x, GET 10.x, POST Test 25.x, PUT 12.5, GET 25.x.

`python -m mockkf contract --format markdown` generates this page.

## Answers

{behaviours}

## Deviations

Some real clients send requests that deviate from the documents. The option `strict` sets how mockkf handles each
deviation: `off` (accept), `warn` (accept with a warning) or `error` (400).

{deviations}

## Members

The tables list each member in the order of the documents, with one column for each release that changes something. A
release without a column equals the release before it.

{legend}

`?` marks an assumption. A name after `O` is a deviation: the documents require the member, and real clients omit it.

{members}
"""


def terminal(rules: Iterable[Rule], width: int) -> Iterator[str]:
    """Return the rules as lines of a table that is `width` characters wide, at least 100."""
    room = max(width, 100) - 2 * len(COLUMNS)
    widths = [share * room // sum(SHARES) for share in SHARES]
    for cells in [COLUMNS, tuple("-" * width for width in widths), *map(_cells, rules)]:
        columns = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
        for line in zip_longest(*columns, fillvalue=""):
            yield "  ".join(part.ljust(width) for part, width in zip(line, widths, strict=True)).rstrip()


def page() -> str:
    """Return `docs/contract.md`: all behaviours, and one table of members for each operation."""
    apart = {*deviations.RULES, *members.rules()}
    said = [(name, usage.when, usage.usual or "warn", usage.source) for name, usage in DEVIATIONS.items()]
    return PAGE.format(
        behaviours="\n".join(_markdown(COLUMNS, (_cells(rule) for rule in register() if rule not in apart))),
        deviations="\n".join(_markdown(("name", "when", "default", "source"), said)),
        members="\n\n".join(_operations()),
        legend="\n".join(_markdown(("letter", "meaning"), ((f"`{letter}`", text) for text, letter in LETTERS.items()))),
    )


def _cells(rule: Rule) -> tuple[str, ...]:
    return rule.grade, _endpoint(rule), rule.subject, rule.does, rule.source, _to_change(rule)


def _endpoint(rule: Rule) -> str:
    versions = " and ".join(f"v{version}" for version in rule.api_versions)
    since = f"from {_dotted(rule.since)}" if rule.since > (10, 5) else ""
    until = f"before {_dotted(rule.until)}" if rule.until else ""
    return " ".join(part for part in ("all" if rule.endpoint == "*" else rule.endpoint, versions, since, until) if part)


def _to_change(rule: Rule) -> str:
    return f"option {rule.switch}" if rule.switch else f"fixed: {rule.fixed}" if rule.fixed else ""


def _dotted(release: tuple[int, ...]) -> str:
    return ".".join(map(str, release))


def _operations() -> Iterator[str]:
    """Return one table of members for each operation and api version."""
    known = releases()
    rules = [(release, rule) for release in reversed(known) for rule in members.of_release(release)]
    calls = sorted({(rule.endpoint, rule.api_versions[0]) for _, rule in rules})
    for endpoint, version in calls:
        rows: dict[str, dict[tuple[int, ...], list[Rule]]] = {}
        for release, rule in rules:
            if (rule.endpoint, rule.api_versions[0]) == (endpoint, version):
                rows.setdefault(rule.subject.split()[-1], {}).setdefault(release, []).append(rule)
        columns = {release: _column(release, rows.values()) for release in known}
        new = [known[0], *(later for earlier, later in pairwise(known) if columns[earlier] != columns[later])]
        there = [release for release in new if columns[release].sources]
        cells = zip((f"`{member}`" for member in rows), *(columns[release].cells for release in there), strict=True)
        table = _markdown(("member", *map(_dotted, there)), cells)
        sources = (f"- {_dotted(release)}: {' / '.join(columns[release].sources)}" for release in there)
        yield "\n".join((f"### {endpoint}, version {version}", "", *table, "", *sources))


class _Column(NamedTuple):
    cells: tuple[str, ...]
    sources: tuple[str, ...]


def _column(release: tuple[int, ...], rows: Iterable[Mapping[tuple[int, ...], Sequence[Rule]]]) -> _Column:
    found = [row.get(release, ()) for row in rows]
    return _Column(tuple(map(_cell, found)), tuple(dict.fromkeys(rule.source for rules in found for rule in rules)))


def _cell(rules: Sequence[Rule]) -> str:
    return " ".join(map(_short, rules)) or "-"


def _short(rule: Rule) -> str:
    does = LETTERS.get(rule.does, rule.does)
    return re.sub(r"^optional, .*deviation (\S+)\)", r"O (\1)", does) + "?" * (rule.grade == ASSUMED)


def _markdown(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(titles)
    yield "|" + "---|" * len(titles)
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(re.sub(r"([|<])", r"\\\1", cell) for cell in cells) + " |"
