"""The register of rules keeps its own rules, and every behaviour it states is proved by a test that names it."""

import ast
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockkf.command.contract import ASSUMED, GRADES, members, register
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


def test_an_assumed_rule_can_be_changed_or_says_why_not() -> None:
    """It has either a switch or a reason why it is fixed."""
    assert [rule.name for rule in RULES if rule.grade == ASSUMED and bool(rule.switch) == bool(rule.fixed)] == []


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
    assert (rule.view()["since"], rule.view()["until"], rule.view()["grade"]) == ("25.5", None, "documented")
    assert {"10.5", "25.1"} <= {rule.view()["until"] for rule in RULES} | {rule.view()["since"] for rule in RULES}


def test_the_register_can_be_asked_by_release_and_grade() -> None:
    """A release selects the rules that hold in it; a grade selects its own rules."""
    old, new = {rule.name for rule in register((10, 5))}, {rule.name for rule in register((25, 5))}

    assert "test-v2" in new - old
    assert "GET /SMTP v2 answer ClientId" in new - old
    assert all(rule.grade == ASSUMED for rule in register(grade=ASSUMED))
    assert len(register(grade=ASSUMED)) < len(RULES)
