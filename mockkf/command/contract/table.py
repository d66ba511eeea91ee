"""The register of rules as the page `docs/contract.md`."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from mockkf.command.contract import access, common, members, oauth, pam, smtp, sums
from mockkf.command.contract.rule import Rule
from mockkf.command.contract.source import ASSUMED, GRADES
from mockkf.command.contract.sources import SOURCES
from mockkf.command.schemas import releases
from mockkf.model import DEVIATIONS

COLUMNS = ("grade", "endpoint", "subject", "rule", "source", "to change it")

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

GROUPS: Mapping[str, tuple[Rule, ...]] = {
    "Every call": common.RULES,
    "Credentials and permissions": access.RULES,
    "The SMTP profile and the test mail": smtp.RULES,
    "OAuth": oauth.RULES,
    "PAM": pam.RULES,
}
"""The rules about behaviour, by the title of their table."""

PAGE = """\
# The contract

This page lists every rule of the emulated API. The grade says how certain a rule is:

- *documented*: a vendor page or a published interface of the vendor says it.
- *recorded*: a real server did it.
- *assumed*: it is undocumented; mockkf chose.

A page or a recording proves a rule only in its own release. In any other release the same rule is *assumed*. Pages with
the release 25.x are those that the site calls current; they were compared with 25.5.

{sums}

{contents}

## What was never compared with a live server

No call of the SMTP endpoints, of `/Status` and of the local PAM entries was ever compared with a live server: no
recording contains one. The *recorded* rules about all calls come from other calls of the same server: PAM providers,
permission sets, certificates, security roles. Pages prove these things at best, and nothing else does:

- the answers of `GET` and `PUT /SMTP`, byte for byte;
- each 400, and its code;
- what a test mail looks like, when it fails, and with which words;
- the use of PAM secrets and of OAuth in a test mail;
- each release before 25.4. No page at all was seen of 26.2 and newer releases.

A report of one call to a real server helps everybody.

`mockkf contract` prints these rules. `mockkf contract --release 12.5 --endpoint "PUT /SMTP" --grade assumed` selects.
`GET /mockkf/contract?release=12.5&grade=assumed` answers them as JSON, with URL and date of each source.
`python -m mockkf contract --format markdown` generates this page.

## Answers

The grade of a row holds in the releases that it names.

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

## Sources

{sources}
"""


def page() -> str:
    """Return `docs/contract.md`: the sum, all behaviours, one table of members for each operation, the sources."""
    said = [(name, usage.when, usage.usual or "warn", usage.source) for name, usage in DEVIATIONS.items()]
    text = PAGE.format(
        sums=_table(("release", *GRADES), _sums()),
        contents="{contents}",
        behaviours="\n\n".join(
            f"### {title}\n\n{_table(COLUMNS, map(_cells, rules))}" for title, rules in GROUPS.items()
        ),
        deviations=_table(("name", "when", "default", "source"), said),
        members="\n\n".join(_operations()),
        legend=_table(("letter", "meaning"), ((f"`{letter}`", text) for text, letter in LETTERS.items())),
        sources=_table(("name", "what it is", "where", "seen"), _sources()),
    )
    return text.replace("{contents}", "\n".join(_contents(text)))


def grade_in_words(rule: Rule) -> str:
    """Return the grade of a rule and the releases in which it has it: "documented in 10.3 and 25.5"."""
    if rule.grade == ASSUMED:
        return ASSUMED
    proved: dict[str, list[str]] = {}
    for proof in rule.proofs:
        proved.setdefault(proof.source.grade, []).append(proof.source.proved)
    return ", ".join(f"{grade} in {_listed(dict.fromkeys(found))}" for grade, found in proved.items())


def endpoint_in_words(rule: Rule) -> str:
    """Return the calls, versions and releases of a rule: "GET /SMTP v1 from 25.1"."""
    versions = " and ".join(f"v{version}" for version in rule.api_versions)
    since = f"from {_dotted(rule.since)}" if rule.since > (10, 5) else ""
    until = f"before {_dotted(rule.until)}" if rule.until else ""
    calls = "all" if rule.endpoint == "*" else rule.endpoint
    return " ".join(part for part in (calls, versions, since, until) if part)


def to_change(rule: Rule) -> str:
    """Return the option that changes a rule, or the reason why there is none."""
    return f"option {rule.switch}" if rule.switch else f"fixed: {rule.fixed}" if rule.fixed else ""


def _cells(rule: Rule) -> tuple[str, ...]:
    return grade_in_words(rule), endpoint_in_words(rule), rule.subject, rule.does, rule.source, to_change(rule)


def _listed(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _dotted(release: tuple[int, ...]) -> str:
    return ".".join(map(str, release))


def _sums() -> Iterator[tuple[str, ...]]:
    for release, counted in sums(reversed(releases())).items():
        yield _dotted(release), *(str(counted[grade]) for grade in GRADES)


def _sources() -> Iterator[tuple[str, ...]]:
    for name, source in SOURCES.items():
        where = f"[{source.where}]({source.url})" if source.url else source.where
        yield name, f"{source.title} ({source.release})", where, source.seen


def _contents(text: str) -> Iterator[str]:
    """Return the table of contents of a page."""
    for marks, title in re.findall(r"^(##+) (.+)$", text, re.MULTILINE):
        anchor = re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
        yield f"{'  ' * (len(marks) - 2)}- [{title}](#{anchor})"


def _operations() -> Iterator[str]:
    """Return one table of members for each operation and api version."""
    known = releases()
    rules = [(release, rule.in_release(release)) for release in reversed(known) for rule in members.of_release(release)]
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
        table = _table(("member", *map(_dotted, there)), cells)
        sources = (f"- {_dotted(release)}: {' / '.join(columns[release].sources)}" for release in there)
        yield "\n".join((f"### {endpoint}, version {version}", "", table, "", *sources))


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


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join((_row(titles), "|" + "---|" * len(titles), *map(_row, rows)))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(re.sub(r"([|<])", r"\\\1", cell) for cell in cells) + " |"
