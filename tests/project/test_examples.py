"""Each project in `docs/examples` runs its tests by the command in its README, from a copy that stands alone."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from mockkf import MockKeyfactor
from tests.support.compose import check_compose, services_in
from tests.support.serving import run_in, serving

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
PROJECTS = sorted(path.parent.name for path in EXAMPLES.glob("*/README.md"))
PYTHON = sorted({path.parent.name for path in EXAMPLES.glob("*/test_*.py")})
NODE = shutil.which("node")
CLIENT = EXAMPLES / "node" / "client.mjs"
COMPOSE = EXAMPLES / "node" / "docker-compose.yml"


def run_as_printed(project: str, folder: Path, program: str, *more: str, **environment: str) -> str:
    """What the command in the README of a project prints in a copy of it; it must succeed."""
    copy = shutil.copytree(EXAMPLES / project, folder / project, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    result = run_in(copy, program, *printed(project)[1:], *more, **environment)
    assert result.returncode == 0, said(result)
    return said(result)


def printed(project: str) -> list[str]:
    """The command in the README of a project, in words."""
    [command] = re.findall(r"^```sh\n(.*)\n```", (EXAMPLES / project / "README.md").read_text("utf-8"), re.MULTILINE)
    return shlex.split(command)


def said(result: subprocess.CompletedProcess[str]) -> str:
    """All that a program printed."""
    return result.stdout + result.stderr


def count_of(pattern: str, project: str) -> int:
    """How often a line of a project's tests begins a test."""
    files = [*(EXAMPLES / project).glob("test_*.py"), *(EXAMPLES / project).glob("*.mjs")]
    return sum(len(re.findall(pattern, path.read_text("utf-8"), re.MULTILINE)) for path in files)


@pytest.mark.parametrize("project", [name for name in PYTHON if "pytest" in printed(name)])
def test_a_project_with_the_fixture_passes_its_tests(project: str, tmp_path: Path) -> None:
    """Every test of the copy passes with no plugin but mockkf's, and no warning is left."""
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "mockkf.pytest_plugin"}

    output = run_as_printed(project, tmp_path, sys.executable, "-W", "error", **alone)

    assert f" {count_of('^def test_', project)} passed in " in output


def test_the_project_without_pytest_passes_its_tests(tmp_path: Path) -> None:
    """`python -m unittest` finds and runs every test of the copy."""
    output = run_as_printed("unittest_case", tmp_path, sys.executable, PYTHONWARNINGS="error::ResourceWarning")

    assert f"Ran {count_of('^    def test_', 'unittest_case')} tests" in output
    assert "Warning" not in output


def test_every_python_project_is_run_here() -> None:
    """By pytest or by unittest, as its README says."""
    assert {name: printed(name)[2] for name in PYTHON} == {
        **dict.fromkeys(PYTHON, "pytest"),
        "unittest_case": "unittest",
    }


if NODE:

    def test_on_a_machine_with_node_the_node_client_passes_its_tests(tmp_path: Path) -> None:
        """Every test passes against a `mockkf serve`; without Node this one is not there, only those below are."""
        assert NODE
        with serving(tmp_path / "ready") as served:
            output = run_as_printed("node", tmp_path, NODE, KEYFACTOR_URL=origin(served.ready["control"]))

        assert re.search(rf"^\S+ pass {count_of('^test', 'node')}$", output, re.MULTILINE), output


def test_the_node_client_needs_nothing_but_node() -> None:
    """With or without Node here: what it imports is of the standard library, and nothing is installed."""
    imported = re.findall(r"^import .* from \"(.*)\";$", CLIENT.read_text("utf-8"), re.MULTILINE)

    assert imported == ["node:assert/strict", "node:http", "node:test"]
    assert not (CLIENT.parent / "package.json").exists()


def test_the_node_client_calls_what_there_is(mockkf: MockKeyfactor) -> None:
    """With or without Node here: each method and path it asks for is one that mockkf has."""
    calls = set(re.findall(r"call\(\"(\w+)\", \"(.*?)\"", CLIENT.read_text("utf-8")))

    answers = {
        call: requests.request(call[0], origin(mockkf.url) + call[1], auth=mockkf.credentials, json={}, timeout=10)
        for call in calls
    }

    assert len(calls) == 6
    assert [call for call, answer in answers.items() if answer.status_code in {404, 405}] == []


def test_the_compose_file_for_node_is_what_the_specification_allows() -> None:
    """It passes the Compose specification's JSON schema."""
    verdict = check_compose(COMPOSE)

    assert verdict.returncode == 0, verdict.stdout


def test_the_compose_file_for_node_takes_mockkf_from_the_root() -> None:
    """The service it extends is there, with its image; the client waits for it and asks it."""
    services = services_in(COMPOSE)
    extended = services["keyfactor"]["extends"]

    keyfactor = services_in(COMPOSE.parent / extended["file"])[extended["service"]]

    assert keyfactor["build"] == "."
    assert services["client"]["depends_on"] == {"keyfactor": {"condition": "service_healthy"}}
    assert services["client"]["environment"] == {"KEYFACTOR_URL": f"http://{keyfactor['hostname']}"}


def test_the_compose_file_for_node_runs_what_is_tested_here() -> None:
    """It mounts the client read-only, and starts it by the command of the README."""
    client = services_in(COMPOSE)["client"]
    [mounted] = client["volumes"]

    source, target, mode = mounted.split(":")

    assert (COMPOSE.parent / source, mode) == (CLIENT, "ro")
    assert client["command"] == [*printed("node")[:-1], target]


def test_the_list_has_every_project() -> None:
    """`docs/examples/README.md` names each folder, and nothing else."""
    listed = re.findall(r"^\| \[(\w+)\]\(\1/README\.md\)", (EXAMPLES / "README.md").read_text("utf-8"), re.MULTILINE)

    folders = sorted(path.name for path in EXAMPLES.glob("[a-z]*") if path.is_dir())
    assert sorted(listed) == PROJECTS == folders


@pytest.mark.parametrize("project", PROJECTS)
def test_a_readme_is_short(project: str) -> None:
    """Fifteen lines at most, with one command."""
    assert len((EXAMPLES / project / "README.md").read_text("utf-8").splitlines()) <= 15
    assert printed(project)


def origin(url: str) -> str:
    """A URL without its path."""
    return "/".join(url.split("/")[:3])
