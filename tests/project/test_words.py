"""One word for one thing: words that were given up are nowhere a user looks, nor names in the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import requests

from mockkf import MockKeyfactor
from mockkf.cli import main
from mockkf.faults import STEPS, ActionType
from tests.support.command import Command

ROOT = Path(__file__).parents[2]
GIVEN_UP = re.compile(r"\b(?:seams?|stor(?:y|ies)|stray)\b", re.IGNORECASE)
NAMES = {"exchange", "exchanges", "asked", "seam", "seams", "story", "stray"}
PAGES = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md"))]
CODE = [*sorted((ROOT / "mockkf").rglob("*.py")), *sorted((ROOT / "docs").rglob("*.py"))]
ANSWERS = (
    "",
    "/control.json",
    "/journal",
    "/messages",
    "/messages/1",
    "/traces",
    "/traces/1",
    "/faults",
    "/faults/steps",
    "/faults/1",
    "/settings",
    "/ready",
    "/scenario",
    "/vaults",
    "/sandboxes",
    "/snapshots",
    "/metrics",
    "/contract",
    "/nowhere",
)


def helps(command: click.Command, context: click.Context) -> Iterator[str]:
    """The help of a command and of all below it."""
    yield command.get_help(context)
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from helps(inner, click.Context(inner, info_name=name, parent=context))


def names(path: Path) -> Iterator[str | None]:
    """The members, parameters and attributes that a file names."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg) or (isinstance(node, ast.keyword) and node.arg):
            yield node.arg
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_none_of_them(page: str) -> None:
    """README and docs use the words of today."""
    assert GIVEN_UP.findall((ROOT / page).read_text("utf-8")) == []


def test_the_help_has_none_of_them() -> None:
    """Nor has the help of any command."""
    text = "\n".join(helps(main, click.Context(main, info_name="mockkf")))

    assert "mockkf fault" in text
    assert GIVEN_UP.findall(text) == []


def test_no_answer_has_any_of_them(command: Command, mockkf: MockKeyfactor) -> None:
    """Nor has an answer of the control API, `control.json` and a 404 among them."""
    mockkf.faults.add("relay.recipient", to="*@slow.example", reply="451 4.3.0 try later")
    command.test()

    texts = [requests.get(f"{mockkf.control_url}{path}", timeout=10).text for path in ANSWERS]

    assert all(texts)
    assert [GIVEN_UP.findall(text) for text in texts] == [[] for _ in ANSWERS]
    assert not re.search(r'"(?:exchanges?|asked)":', "\n".join(texts))


def test_no_code_is_named_by_them() -> None:
    """Nor is a member, a parameter or an attribute, in the package and the examples."""
    found = {f"{path.relative_to(ROOT)}: {name}" for path in CODE for name in names(path) if name in NAMES}

    assert found == set()


def test_a_fault_has_none_of_the_old_members() -> None:
    """What a fault does is `failure` and `tcp_reset`; a scenario is a file, and a reset is the mock's."""
    members = {name for kind in ActionType.known() for name in kind.takes}
    members |= {criterion for criteria in STEPS.values() for criterion in criteria}

    assert {"failure", "tcp_reset"} <= members
    assert members & {"scenario", "reset"} == set()
