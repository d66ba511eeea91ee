"""How each kind of mistake is made, from outside, and the message that its user reads."""

import contextlib
import io
import json
import shlex
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

import mockkf
from mockkf import MockKeyfactor
from mockkf.cli import main
from mockkf.remote import RemoteKeyfactor

Make = Callable[[str, MockKeyfactor], str]
"""Makes a mistake with a running mock, and returns the message."""


PLACE = "<mock>"


def message(area: str, mistake: str, mock: MockKeyfactor) -> str:
    """Return the message of a mistake, with `<mock>` for the address of the mock."""
    origin = mock.control_url.removesuffix("/mockkf")
    said = AREAS[area](mistake.replace(PLACE, origin), mock)
    return said.replace(origin, PLACE).rstrip()


def python(mistake: str, mock: MockKeyfactor) -> str:
    """A line of Python that raises."""
    names = {"mock": mock, "mockkf": mockkf, "MockKeyfactor": MockKeyfactor, "RemoteKeyfactor": RemoteKeyfactor}
    try:
        exec(mistake, names)  # noqa: S102 - the lines stand in the table beside this file
    except Exception as error:  # noqa: BLE001 - the table says which message it has
        return str(error.args[0] if isinstance(error, KeyError) else error)
    return f"nothing was wrong with {mistake}"


def scenario(mistake: str, mock: MockKeyfactor) -> str:
    """A scenario file in TOML; two blanks and a slash stand for a new line."""
    del mock
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mine.toml")
        path.write_text(mistake.replace("  / ", "\n"), "utf-8")
        said = CliRunner(env=SHELL).invoke(main, ["serve", "--scenario", str(path), *FREE]).output
        return said.replace(f"{folder}/", "")


FREE = [word for name in ("http", "https", "smtp", "submission", "smtps") for word in (f"--{name}-port", "0")]

SHELL: Mapping[str, str] = {"COLUMNS": "80", "MOCKKF_READY_FILE": ""}


def command_line(mistake: str, mock: MockKeyfactor) -> str:
    """A command in a shell in which `MOCKKF_URL` names the running mock."""
    *variables, words = mistake.rpartition("mockkf ")
    given = dict(word.split("=", 1) for word in shlex.split(variables[0]))
    shell = {**SHELL, "MOCKKF_URL": mock.control_url.removesuffix("/mockkf"), **given}
    return CliRunner(env=shell).invoke(main, shlex.split(words), prog_name="mockkf").output


def control_api(mistake: str, mock: MockKeyfactor) -> str:
    """A request to the control API, with the JSON or the text of its body."""
    method, path, body = (*mistake.split(" ", 2), "")[:3]
    headers = {"Content-Type": "text/plain" if body.startswith("text:") else "application/json"}
    with requests.Session() as session:
        session.trust_env = False
        answer = session.request(
            method, f"{mock.control_url}{path}", data=body.removeprefix("text:"), headers=headers, timeout=10
        )
    said = answer.json() if answer.content else {}
    return f"{answer.status_code} {said.get('error', json.dumps(said))}"


def marker(mistake: str, mock: MockKeyfactor) -> str:
    """The arguments of `@pytest.mark.mockkf`."""
    del mock
    return _pytest(f"import pytest\n\n@pytest.mark.mockkf({mistake})\ndef test_it(mockkf): pass\n")


def plugin(mistake: str, mock: MockKeyfactor) -> str:
    """The arguments of pytest, after the lines of its ini file, which end with a semicolon."""
    del mock
    *ini, words = mistake.split("; ")
    return _pytest("def test_it(mockkf): pass\n", *shlex.split(words), ini=ini)


def verified(mistake: str, mock: MockKeyfactor) -> str:
    """A test with a mistake that `verify=True` finds."""
    del mock
    code = f"import pytest\n\n@pytest.mark.mockkf(verify=True)\ndef test_it(mockkf):\n    {mistake}\n"
    return _pytest(code)


ALONE = ("-p", "mockkf.pytest_plugin", "-p", "no:cacheprovider", "-p", "no:terminal", "--import-mode=importlib")
"""An inner run has the plugin of mockkf alone, and prints only errors."""


def _pytest(code: str, *words: str, ini: Any = ()) -> str:
    """Return the errors of a pytest run in this process, without its other lines."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delitem(sys.modules, "test_inner", raising=False)
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        for name in ("MOCKKF_URL", "PYTEST_ADDOPTS"):
            patch.delenv(name, raising=False)
        Path("pytest.ini").write_text("\n".join(["[pytest]", *ini]), "utf-8")
        Path("test_inner.py").write_text(code, "utf-8")
        reports = Reports()
        with contextlib.redirect_stderr(io.StringIO()) as errors, contextlib.redirect_stdout(io.StringIO()):
            pytest.main([*ALONE, f"--rootdir={folder}", *words], plugins=[reports])
        return "\n".join((*reports.failures, errors.getvalue())).replace(folder, "…").strip()


class Reports:
    """The messages of the failed tests of a run."""

    def __init__(self) -> None:
        self.failures: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the message of a failure, without the sections below it."""
        if report.failed:
            self.failures.append(str(report.longrepr).partition("\n-----")[0])


AREAS: Mapping[str, Make] = {
    "options": python,
    "faults": python,
    "vaults": python,
    "mailbox and journal": python,
    "scenario": scenario,
    "command line": command_line,
    "control API": control_api,
    "marker": marker,
    "plugin": plugin,
    "verify": verified,
}
"""The areas of the table, in the order of their names there."""
