"""The register of rules where users see it: on the command line, over REST, and as a page; and `mockkf env`."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from mockkf import MockKeyfactor
from mockkf.cli import main
from mockkf.command.contract import GRADES, Rule, register
from mockkf.command.contract.table import page
from tests.support.serving import serving

PAGE = Path(__file__).parents[2] / "docs" / "contract.md"
COMMAND = "python -m mockkf contract --format markdown >docs/contract.md"


def run(*arguments: str) -> str:
    """What `mockkf contract` prints."""
    result = CliRunner().invoke(main, ["contract", *arguments], env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return result.output


def ask(mockkf: MockKeyfactor, query: str = "") -> requests.Response:
    """The register as the control API answers it."""
    with requests.Session() as session:
        session.trust_env = False
        return session.get(f"{mockkf.control_url}/contract{query}", timeout=10)


def names(rules: tuple[Rule, ...]) -> list[str]:
    """The names of rules."""
    return [rule.name for rule in rules]


def test_the_page_is_what_the_register_says() -> None:
    """`docs/contract.md` is written by the code and not by hand."""
    assert PAGE.read_text("utf-8") == page(), f"docs/contract.md is not up to date; run: {COMMAND}"


def test_the_command_writes_the_page() -> None:
    """The page is what `mockkf contract --format markdown` prints."""
    assert run("--format", "markdown") == page()


def test_the_page_tells_every_behaviour() -> None:
    """Each rule that is neither about a member nor a deviation has a row of its own on the page."""
    rows = [line.split(" | ") for line in page().splitlines() if line.startswith("| ")]

    for rule in register():
        if " member " not in rule.subject and not rule.name.startswith("deviation-"):
            does = rule.does.replace("|", "\\|").replace("<", "\\<")
            assert [row for row in rows if [f"| {rule.grade}", rule.subject, does] == [row[0], *row[2:4]]], rule.name


@pytest.mark.parametrize(
    ("arguments", "release", "grade"),
    [
        ([], None, None),
        (["--release", "12.5"], (12, 5), None),
        (["--grade", "recorded"], None, "recorded"),
        (["--release", "10.0", "--grade", "assumed"], (10, 5), "assumed"),
    ],
)
def test_the_table_has_a_row_for_each_rule(
    arguments: list[str], release: tuple[int, ...] | None, grade: str | None
) -> None:
    """`mockkf contract` prints the rules of a release and grade, one row each, as wide as the terminal."""
    rules = register(release, grade)

    head, _, *lines = run(*arguments).splitlines()

    assert head.split("  ")[0] == "grade"
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == [rule.grade for rule in rules]
    assert max(map(len, lines)) <= 200


def test_a_row_says_all_there_is_to_say() -> None:
    """A row has grade, endpoint, rule, source, and the option that changes it."""
    lines = run("--grade", "assumed").splitlines()

    [row] = [line for line in lines if "option tls_profile" in line]
    assert row.startswith("assumed ")
    assert "POST /SMTP/Test" in row
    assert "seed 002" in row


def test_json_is_for_programs() -> None:
    """`--format json` prints the same rules as a list."""
    assert [rule["name"] for rule in json.loads(run("--format", "json"))] == names(register())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--release", "9.9"], "mockkf: release must be 10.0 or later, not 9.9"),
        (["--grade", "sure"], "mockkf: grade must be one of documented, recorded, assumed, not 'sure'"),
        (["--format", "pdf"], "mockkf: format must be one of text, json, markdown, not 'pdf'"),
    ],
)
def test_a_wrong_word_is_refused_in_one_line(arguments: list[str], sentence: str) -> None:
    """For an unknown release, grade or format the status is 2, and the error lists the allowed values."""
    result = CliRunner().invoke(main, ["contract", *arguments])

    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{sentence}\n")


@pytest.mark.parametrize(
    ("query", "release", "grade"),
    [
        ("", None, None),
        ("?release=25.1", (25, 1), None),
        ("?grade=documented", None, "documented"),
        ("?release=11.4&grade=assumed", (11, 4), "assumed"),
    ],
)
def test_the_control_api_answers_the_rules(
    mockkf: MockKeyfactor, query: str, release: tuple[int, ...] | None, grade: str | None
) -> None:
    """`GET /mockkf/contract` answers the rules of a release and grade as JSON."""
    rules = ask(mockkf, query).json()["rules"]

    assert [rule["name"] for rule in rules] == names(register(release, grade))
    assert {rule["grade"] for rule in rules} == ({grade} if grade else {*GRADES})
    assert {*rules[0]} >= {"subject", "does", "source", "endpoint", "switch", "fixed", "since", "until"}


@pytest.mark.parametrize("query", ["?release=9.9", "?release=", "?grade=sure"])
def test_the_control_api_refuses_a_wrong_word(mockkf: MockKeyfactor, query: str) -> None:
    """An unknown release or grade is 400, and the error lists the allowed values."""
    answer = ask(mockkf, query)

    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"{query[1:].partition('=')[0]} must be ")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_a_shell_takes_the_variables_of_a_running_mock(tmp_path: Path) -> None:
    """`eval "$(mockkf env --ready-file FILE)"` sets what clients read to find and trust the mock."""
    shell = shutil.which("sh")
    assert shell
    script = (
        f'eval "$("{sys.executable}" -m mockkf env --ready-file "$1")"; '
        'echo "$KEYFACTOR_HOSTNAME $KEYFACTOR_DOMAIN $REQUESTS_CA_BUNDLE"'
    )

    with serving(tmp_path / "ready file") as served:
        shown = subprocess.run(
            [shell, "-c", script, "sh", str(tmp_path / "ready file")],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )

    host = served.ready["api_https"].removeprefix("https://").partition("/")[0]
    assert shown.stdout.split() == [host, "KEYEXAMPLE", served.ready["ca_file"]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot read {path}: No such file or directory; is the mock running?"),
        ("{", "{path} is not a ready file; `mockkf serve --ready-file FILE` writes one"),
        ("[]", "{path} is not a ready file; `mockkf serve --ready-file FILE` writes one"),
        ('{"pid": 1}', "{path} is not a ready file; `mockkf serve --ready-file FILE` writes one"),
        ('{"environ": null}', "{path} is not a ready file; `mockkf serve --ready-file FILE` writes one"),
    ],
)
def test_without_a_running_mock_there_are_no_variables(tmp_path: Path, content: str | None, sentence: str) -> None:
    """For a missing or invalid file the status is 2, with one line on stderr."""
    path = tmp_path / "ready"
    if content is not None:
        path.write_text(content, "utf-8")

    result = CliRunner().invoke(main, ["env", "--ready-file", str(path)])

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"mockkf: --ready-file: {sentence.format(path=path)}\n"
