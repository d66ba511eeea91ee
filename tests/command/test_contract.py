"""The register of rules keeps its own rules, and every behaviour it states is proved by a test that names it."""

import ast
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from mockkf import MockKeyfactor
from mockkf.command.contract import ASSUMED, DOCUMENTED, GRADES, RECORDED, SOURCES, Rule, members, register, sums
from mockkf.command.schemas import operations, releases
from mockkf.scenario.reading import TAKES

RULES = register()
STATED = {rule.name for rule in RULES} - {rule.name for rule in members.rules()}
"""The rules that need their own test; the rules of members are generated from the formats."""


def named() -> Iterator[tuple[str, str]]:
    """The rules that markers of tests name, with the file of each test."""
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule":
                yield from ((ast.literal_eval(argument), path.name) for argument in node.args)


def test_every_stated_rule_is_proved() -> None:
    """Each behaviour and each deviation has at least one test that carries its marker."""
    assert sorted(STATED - {name for name, _ in named()}) == []


def test_every_marker_names_a_rule() -> None:
    """Every marker names a registered rule."""
    assert [(name, file) for name, file in named() if name not in STATED] == []


def test_a_rule_says_how_sure_it_is() -> None:
    """Each rule has one of three grades, a source, a subject and a text."""
    assert [rule.name for rule in RULES if rule.grade not in GRADES] == []
    assert [
        rule
        for rule in RULES
        if not all(text.strip() for text in (rule.name, rule.subject, rule.does, rule.source, rule.endpoint))
    ] == []


@pytest.mark.parametrize("release", [None, *releases()], ids=str)
def test_an_assumed_rule_can_be_changed_or_says_why_not(release: tuple[int, ...] | None) -> None:
    """It has either a switch or a reason why it is fixed, also where it is assumed only in a release."""
    rules = register(release, ASSUMED)

    assert [rule.name for rule in rules if bool(rule.switch) == bool(rule.fixed)] == []


def test_a_grade_has_a_proof() -> None:
    """A documented rule names a page, a recorded one a recording: sources of the register, with release and date."""
    for rule in RULES:
        if rule.grade != ASSUMED:
            assert rule.grade in {proof.source.grade for proof in rule.proofs}, rule.name
    for name, source in SOURCES.items():
        assert all((source.title, source.release, source.where, source.seen, source.grade)), name
        assert source.url is None or source.url.startswith("https://"), name


def rule(grade: str, source: str, **more: Any) -> Rule:
    """A rule with these sources."""
    return Rule("a", "b", "c", grade, source, **more)


@pytest.mark.parametrize(
    ("grade", "source", "release", "found"),
    [
        (RECORDED, "recording 25.4", (25, 4), (RECORDED, "")),
        (RECORDED, "recording 25.4", (25, 4, 1), (RECORDED, "")),
        (RECORDED, "recording 25.4", (25, 5), (ASSUMED, "as recorded in 25.4; ")),
        (RECORDED, "recording 25.4", (10, 5), (ASSUMED, "as recorded in 25.4; ")),
        (RECORDED, "recording 25.4; recording 25.5", (25, 5), (RECORDED, "")),
        (RECORDED, "recording 25.4; recording 25.5", (26, 2), (ASSUMED, "as recorded in 25.5; ")),
        (RECORDED, "issuer log 25.x", (25, 5), (ASSUMED, "as recorded in 25.x; ")),
        (DOCUMENTED, "PUT SMTP 12.5, table 767", (12, 5), (DOCUMENTED, "")),
        (DOCUMENTED, "PUT SMTP 12.5", (12, 6), (ASSUMED, "as documented in 12.5; ")),
        (DOCUMENTED, "PUT SMTP 12.5", (12, 3), (ASSUMED, "as documented in 12.5; ")),
        (DOCUMENTED, "PUT SMTP 10.5; PUT SMTP 25.x", (12, 5), (ASSUMED, "as documented in 10.5; ")),
        (DOCUMENTED, "published OpenAPI 25.x; recording 25.4", (25, 4), (RECORDED, "")),
        (DOCUMENTED, "published OpenAPI 25.x; recording 25.5", (25, 5), (DOCUMENTED, "")),
        (DOCUMENTED, "a page that nobody registered", (25, 5), (ASSUMED, "")),
        (ASSUMED, "GET SMTP 25.x has something like it", (25, 5), (ASSUMED, "")),
    ],
)
def test_a_grade_holds_in_its_own_releases(
    grade: str, source: str, release: tuple[int, ...], found: tuple[str, str]
) -> None:
    """Elsewhere the rule is assumed, and its source begins with where it is proved."""
    there = rule(grade, source).in_release(release)

    assert (there.grade, there.source) == (found[0], found[1] + source)


def test_no_release_without_a_recording_has_a_recorded_rule() -> None:
    """Recordings are of 25.4 and 25.5 alone; 25.4 answers as 25.1, and is graded as itself."""
    counted = sums([*releases(), (25, 4)])

    assert {release for release, grades in counted.items() if grades[RECORDED]} == {(25, 4), (25, 5)}


def test_the_sums_are_those_of_the_rules() -> None:
    """Each rule of a release is counted once, also of one endpoint."""
    for release, grades in sums(releases(), "PUT /SMTP").items():
        rules = register(release, endpoint="put /smtp")
        assert grades == {grade: sum(one.grade == grade for one in rules) for grade in GRADES}
        assert sum(grades.values()) < len(register(release))


def test_there_are_three_grades() -> None:
    """There are three grades, and each is used."""
    assert GRADES == ("documented", "recorded", "assumed")
    assert {rule.grade for rule in RULES} == {*GRADES}


def test_every_switch_is_a_setting() -> None:
    """Every switch is an option."""
    assert {rule.switch for rule in RULES if rule.switch} <= set(TAKES)


@pytest.mark.parametrize("release", releases(), ids=str)
def test_a_release_has_each_rule_once(release: tuple[int, ...]) -> None:
    """Within a release, names of rules are unique."""
    names = Counter(rule.name for rule in register(release))

    assert [name for name, count in names.items() if count > 1] == []


def test_a_rule_speaks_of_calls_that_are_there() -> None:
    """The endpoints of each are calls of a release in which it holds."""
    lost = {
        (rule.name, call)
        for rule in RULES
        for call in rule.endpoint.split(", ")
        if call != "*" and not any(call in operations(release) for release in releases() if rule.holds_in(release))
    }

    assert lost == set()


def test_a_rule_can_be_shown_as_json() -> None:
    """`view` is all of it, with releases as dotted text."""
    [rule] = [rule for rule in RULES if rule.name == "test-v2"]

    assert json.loads(json.dumps([rule.view() for rule in RULES]))
    url = "https://software.keyfactor.com/Core-OnPrem/Current/Content/WebAPI/KeyfactorAPI/SMTPPostTest.htm"
    assert (rule.view()["url"], rule.view()["seen"]) == (url, "2026-11-26")
    assert rule.view()["sources"] == [
        {
            "title": "POST SMTP Test",
            "release": "25.x",
            "where": "software.keyfactor.com",
            "detail": "",
            "url": url,
            "seen": "2026-11-26",
        }
    ]
    assert (rule.view()["since"], rule.view()["until"], rule.view()["grade"]) == ("25.5", None, "documented")
    assert {"10.5", "25.1"} <= {rule.view()["until"] for rule in RULES} | {rule.view()["since"] for rule in RULES}


def test_the_register_can_be_asked_by_release_and_grade() -> None:
    """A release selects the rules that hold in it; a grade selects its own rules."""
    old, new = {rule.name for rule in register((10, 5))}, {rule.name for rule in register((25, 5))}
    of_smtp = register(endpoint="/smtp")

    assert "test-v2" in new - old
    assert "GET /SMTP v2 answer ClientId" in new - old
    assert all(rule.grade == ASSUMED for rule in register(grade=ASSUMED))
    assert len(register(grade=ASSUMED)) < len(RULES)
    assert {rule.endpoint for rule in of_smtp} >= {"*", "GET /SMTP", "PUT /SMTP, POST /SMTP/Test"}
    assert not any("Pam" in rule.endpoint or rule.endpoint == "POST /SMTP/Test" for rule in of_smtp)


def test_the_document_of_the_api_does_not_round_up(mockkf: MockKeyfactor) -> None:
    """A call in the OpenAPI document has the grade of its release."""
    grades = {}
    for release in ("11.4", "25.5"):
        answer = requests.get(f"{mockkf.control_url}/openapi.json?release={release}", timeout=10).json()
        grades[release] = answer["paths"]["/Status/HealthCheck"]["get"]["x-mockkf-grade"]

    assert grades == {"11.4": "assumed", "25.5": "documented"}
