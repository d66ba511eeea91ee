"""Every example in the documents runs as it is printed."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import click
import pytest
import requests

from mockkf import MockKeyfactor
from mockkf.cli import main
from mockkf.config.settings import Settings
from mockkf.scenario.reading import load_settings
from tests.support.inner import run_pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "fixtures" / "README.md",
]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


class Block(NamedTuple):
    """A code block of a page."""

    page: str
    language: str
    code: str


BLOCKS = [
    Block(page.relative_to(ROOT).as_posix(), *match)
    for page in PAGES
    for match in BLOCK.findall(page.read_text("utf-8"))
]
TESTS = [block for block in BLOCKS if block.language == "python" and "def test_" in block.code]
RECIPES = "docs/architecture.md"
"""The page whose blocks are files to add; `test_recipes.py` runs each in a copy of the package."""

SCRIPTS = [
    block for block in BLOCKS if block.language == "python" and "def test_" not in block.code and block.page != RECIPES
]
SCENARIOS = [block for block in BLOCKS if block.language == "toml"]
CURLS = [block for block in BLOCKS if block.code.lstrip().startswith("curl ")]


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What this Python says in a folder of its own."""
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=60,
        check=False,
        env=os.environ,
    )


def anchors(page: Path) -> set[str]:
    """The headings of a page, as links name them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_printed_tests_pass(tmp_path: Path) -> None:
    """Every block with test functions is run by pytest, with nothing but the plugin; all in one run, to save time."""
    for number, block in enumerate(TESTS):
        (tmp_path / f"test_{number}_{Path(block.page).stem}.py").write_text(block.code, "utf-8")

    result = run_pytest(tmp_path, "")

    assert result.returncode == 0, result.stdout + result.stderr
    assert f"{sum(block.code.count('def test_') for block in TESTS)} passed" in result.stdout


@pytest.mark.parametrize("block", SCRIPTS, ids=lambda block: block.page)
def test_a_printed_script_runs(block: Block, tmp_path: Path) -> None:
    """Any other Python block runs to its end."""
    result = run("-c", block.code, folder=tmp_path)

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("block", SCENARIOS, ids=lambda block: block.page)
def test_a_printed_scenario_is_one(block: Block, tmp_path: Path) -> None:
    """A TOML block is a scenario that a mock takes."""
    path = tmp_path / "scenario.toml"
    path.write_text(block.code, "utf-8")

    assert load_settings({}, path) != Settings()


@pytest.mark.parametrize("block", CURLS, ids=lambda block: block.page)
def test_a_printed_request_is_answered(block: Block, mockkf: MockKeyfactor) -> None:
    """A `curl` command is sent to a live mock as curl would send it, and succeeds."""
    words = shlex.split(block.code.replace("\\\n", " "))[1:]
    options: dict[str, list[str]] = {}
    while words:
        word = words.pop(0)
        options.setdefault(word if word.startswith("-") else "url", []).append(words.pop(0) if word[0] == "-" else word)
    user, _, password = options["-u"][0].partition(":")

    answer = requests.request(
        options["-X"][0],
        options["url"][0].replace("http://127.0.0.1:8480/KeyfactorAPI", mockkf.url),
        auth=(user, password),
        headers=dict(header.split(": ") for header in options["-H"]),
        data=(ROOT / options["-d"][0].removeprefix("@")).read_bytes(),
        timeout=10,
    )

    assert answer.status_code == 200, answer.text
    mockkf.mailbox.expect_one()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    """A link to a file is a link to a file that is there."""
    missing = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]

    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_heading_leads_to_one(page: Path) -> None:
    """The part of a link behind `#` is a heading of the page that the link names."""
    links = re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", page.read_text("utf-8"))

    assert [
        (name, anchor) for name, anchor in links if anchor not in anchors(page.parent / name if name else page)
    ] == []


def test_the_examples_were_found() -> None:
    """The pages have tests, scripts and requests to run: finding none would be a mistake of this module."""
    assert len(TESTS) >= 2
    assert SCRIPTS
    assert SCENARIOS
    assert CURLS


def test_a_printed_command_is_one() -> None:
    """Each `mockkf` command in a shell block has a name, switches and arguments that the command line accepts."""
    lines = [line for block in BLOCKS if block.language == "sh" for line in block.code.splitlines()]
    commands = [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("mockkf ")]

    for words in commands:
        command: click.Command = main
        rest = words
        while isinstance(command, click.Group):
            command, rest = command.commands[rest[0]], rest[1:]
        command.make_context(command.name, [*rest])

    assert len(commands) >= 5


@pytest.mark.parametrize(
    ("page", "targets"),
    [
        ("README.md", {"demo", "test"}),
        (
            "CONTRIBUTING.md",
            {"test", "format", "coverage", "bench", "instructions", "dist", "compat", "interop", "screenshots", "soak"},
        ),
    ],
)
def test_make_knows_what_a_page_calls(page: str, targets: set[str]) -> None:
    """Each `make` target of README.md and CONTRIBUTING.md is one."""
    makefile = (ROOT / "Makefile").read_text("utf-8")

    called = re.findall(r"^make (\w+)", (ROOT / page).read_text("utf-8"), re.MULTILINE)

    assert set(called) == targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in called)


def test_the_named_tests_are_there() -> None:
    """Each test file and folder that CONTRIBUTING.md names exists."""
    named = re.findall(r"tests/[\w/.]+", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))

    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_readme_fits_on_a_few_screens() -> None:
    """README.md has at most 120 lines; reference tables stand in docs/."""
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 120


def test_the_readme_says_what_it_must() -> None:
    """README.md says that mockkf is not Keyfactor's, and which systems and Pythons are supported."""
    readme = (ROOT / "README.md").read_text("utf-8")

    assert "not affiliated with or endorsed by Keyfactor" in readme
    assert "Supported and tested: Linux with CPython 3.11, 3.12, 3.13 and 3.14." in readme
    assert "Expected to work: macOS and Windows." in readme


def test_the_index_has_every_page() -> None:
    """docs/README.md links to each page of docs/, and to the index of the examples."""
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}

    assert {*LINK.findall(index)} >= {*pages, "examples/README.md", "../fixtures/README.md"}
