"""The register of rules where users see it: on the command line, over REST, and as a page; and `mockkf env`."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from mockkf import MockKeyfactor
from mockkf.cli import main
from mockkf.command.contract import GRADES, Rule, register
from mockkf.command.contract.table import page
from mockkf.command.schemas import releases
from tests.support.cli_runner import cli_runner
from tests.support.serving import serving

PAGE = Path(__file__).parents[2] / "docs" / "contract.md"
COMMAND = "python -m mockkf contract --format markdown >docs/contract.md"


def run(*arguments: str) -> str:
    """What `mockkf contract` prints."""
    result = cli_runner().invoke(main, ["contract", *arguments], env={"COLUMNS": "80"})
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
            assert [row for row in rows if row[0].startswith(f"| {rule.grade}") and row[2:4] == [rule.subject, does]], (
                rule.name
            )


@pytest.mark.parametrize(
    ("arguments", "release", "grade"),
    [
        ([], None, None),
        (["--release", "12.5"], (12, 5), None),
        (["--grade", "recorded"], None, "recorded"),
        (["--release", "10.3", "--grade", "documented"], (10, 3), "documented"),
    ],
)
def test_the_table_has_a_row_for_each_rule(
    arguments: list[str], release: tuple[int, ...] | None, grade: str | None
) -> None:
    """`mockkf contract` prints the sums, and a paragraph for each rule of a release and grade."""
    rules = register(release, grade)

    head, _, text = run(*arguments).partition("\n\n")

    wanted = [release] if release else [*releases()]
    assert [line.split(":")[0] for line in head.splitlines()] == [".".join(map(str, one)) for one in wanted]
    starts = [paragraph.split()[0] for paragraph in text.strip().split("\n\n")]
    assert starts == [rule.grade for rule in rules]


@pytest.mark.parametrize("width", [60, 80, 200])
def test_the_text_fits_the_terminal(width: int) -> None:
    """No line is wider than the terminal, and no word is broken."""
    result = cli_runner().invoke(main, ["contract"], env={"COLUMNS": str(width)})

    assert max(map(len, result.output.splitlines())) <= width
    words = {word for rule in register() for text in (rule.does, rule.source, rule.endpoint) for word in text.split()}
    assert words - {"*"} - {*result.output.replace(":", "").split(), *result.output.split()} == set()


def test_a_paragraph_says_all_there_is_to_say() -> None:
    """It has grade, endpoint, rule, source, and the option that changes it; the releases of a grade are named."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in run().split("\n\n")]

    assert (
        "assumed POST /SMTP/Test: test mail UseSSL means implicit TLS on port 465, STARTTLS on other ports; without "
        "UseSSL: plain text source: the ports in POST SMTP Test 25.x option tls_profile"
    ) in paragraphs
    assert (
        "recorded all: answers compact JSON in PascalCase, without escapes source: recording 25.4; recording 25.5 "
        "recorded in 25.4 and 25.5; else assumed"
    ) in paragraphs


def test_a_newer_release_is_remarked_on_at_the_head() -> None:
    """26.2 behaves as 25.5, and nothing is proved of it."""
    head, sums, *_ = run("--release", "26.2").split("\n\n")

    assert head == "Note: no document of release 26.2 was seen; it behaves as 25.5."
    assert sums.startswith("26.2: 0 documented, 0 recorded, ")


def test_the_sums_stand_at_the_head() -> None:
    """The line of a release counts its rules, of one endpoint too."""
    documented, recorded, assumed = (len(register((25, 5), grade)) for grade in GRADES)
    of_put = len(register((25, 5), endpoint="PUT /SMTP"))

    line = f"25.5: {documented} documented, {recorded} recorded, {assumed} assumed"
    assert run("--release", "25.5").splitlines()[0] == line
    numbers = run("--release", "25.5", "--endpoint", "put /smtp").splitlines()[0].split(" ")[1::2]
    assert sum(map(int, numbers)) == of_put


def test_the_page_begins_with_sum_and_contents() -> None:
    """Sums, a table of contents whose links lead somewhere, and what was never compared with a live server."""
    text = page()
    titles = [line.lstrip("# ") for line in text.splitlines() if line.startswith("##")]
    anchors = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles]

    assert text.index("| 25.5 | ") < text.index("](#") < text.index("## What was never compared with a live server")
    assert re.findall(r"^ *- \[.*\]\(#(.*)\)$", text, re.MULTILINE) == anchors
    assert len({*anchors}) == len(anchors)


def test_json_is_for_programs() -> None:
    """`--format json` prints the same rules as a list."""
    assert [rule["name"] for rule in json.loads(run("--format", "json"))] == names(register())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--release", "9.9"], "mockkf: --release must be 10.0 or later, not 9.9"),
        (["--grade", "sure"], "mockkf: --grade must be one of documented, recorded, assumed, not 'sure'"),
        (["--format", "pdf"], "mockkf: --format must be one of text, json, markdown, not 'pdf'"),
        (["--endpoint", "/SMPT"], "mockkf: no endpoint '/SMPT'; did you mean '/SMTP'?"),
    ],
)
def test_a_wrong_word_is_refused_in_one_line(arguments: list[str], sentence: str) -> None:
    """For an unknown release, grade or format the status is 2, and the error lists the allowed values."""
    result = cli_runner().invoke(main, ["contract", *arguments])

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
    assert {rule["grade"] for rule in rules} == {rule.grade for rule in register(release, grade)}
    assert {*rules[0]} >= {"subject", "does", "source", "endpoint", "switch", "fixed", "since", "until"}
    assert {*rules[0]} >= {"sources", "url", "seen"}


def test_the_control_api_answers_sums_and_remark(mockkf: MockKeyfactor) -> None:
    """Beside the rules of a release and endpoint stand their sums, and a remark on a newer release."""
    known, newer = (ask(mockkf, f"?release={release}&endpoint=/SMTP/Test").json() for release in ("25.5", "26.2"))

    assert sum(known["sums"]["25.5"].values()) == len(known["rules"])
    assert (known["remark"], newer["remark"]) == (None, "no document of release 26.2 was seen; it behaves as 25.5")


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

    result = cli_runner().invoke(main, ["env", "--ready-file", str(path)])

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"mockkf: --ready-file: {sentence.format(path=path)}\n"
