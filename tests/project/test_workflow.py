"""The workflow of continuous integration: valid, on every supported Python, with the commands one runs by hand."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"
JOBS: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def commands(job: str) -> list[str]:
    """The commands that a job runs."""
    return [step["run"] for step in JOBS[job]["steps"] if "run" in step]


def test_the_workflow_is_valid() -> None:
    """It fits the schema of GitHub workflows, which `check-jsonschema` carries, without the network."""
    result = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(WORKFLOW)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert result.returncode == 0, result.stdout + result.stderr


def test_linux_runs_everything_on_each_supported_python() -> None:
    """`make test` runs on Linux with each Python that pyproject.toml names."""
    prefix = "Programming Language :: Python :: 3."
    pythons = [name.rpartition(" ")[2] for name in PROJECT["classifiers"] if name.startswith(prefix)]

    assert JOBS["test"]["runs-on"] == "ubuntu-latest"
    assert JOBS["test"]["strategy"]["matrix"]["python"] == pythons == ["3.11", "3.12", "3.13", "3.14"]
    assert commands("test") == ["make test"]
    assert commands("coverage") == ["make coverage"]


def test_macos_and_windows_run_the_tests_of_the_plugin() -> None:
    """The plugin's tests run on macOS and on Windows."""
    assert JOBS["plugin"]["strategy"]["matrix"]["os"] == ["macos-latest", "windows-latest"]
    assert commands("plugin")[-1] == "python -m pytest tests/pytest_plugin"


def test_the_licence_is_in_the_package() -> None:
    """The licence is MIT, of the mockkf authors, and named by pyproject.toml and README.md."""
    text = (ROOT / "LICENSE").read_text("utf-8")

    assert text.startswith("MIT License\n\nCopyright (c) 2026 the mockkf authors\n")
    assert (PROJECT["license"], PROJECT["license-files"]) == (
        "MIT AND 0BSD",
        ["LICENSE", "mockkf/inbox/static/htmx.LICENSE"],
    )
    assert "(LICENSE)" in (ROOT / "README.md").read_text("utf-8")
