"""`mockkf doctor`: a line for each thing it checks, what to do about a problem, and the exit status."""

import json
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from click.testing import Result

from mockkf import MockKeyfactor
from mockkf.cli import main
from mockkf.cli.checks.proxies import PROXIES
from mockkf.cli.checks.trust import FILES
from mockkf.cli.serve import SERVED
from mockkf.model import own_version
from tests.support.cli_runner import cli_runner
from tests.support.web import Serve, answering

Doctor = Callable[..., Result]

SILENT = {f"MOCKKF_{name.upper()}": "0" for name in SERVED}
"""Free ports, so that the result does not depend on what else runs on this machine."""


@pytest.fixture
def doctor() -> Doctor:
    """The command in a shell that has only the given variables."""
    ours = [*FILES, *PROXIES, *(name.lower() for name in PROXIES), "NO_PROXY", "no_proxy"]
    cleared = dict.fromkeys((*ours, *(name for name in os.environ if name.startswith(("MOCKKF_", "KEYFACTOR_")))))

    def run(*words: str, **environ: str) -> Result:
        return cli_runner({"COLUMNS": "200", **cleared, **SILENT, **environ}).invoke(main, ("doctor", *words))

    return run


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that this process listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def lines(result: Result) -> list[str]:
    """The lines of the output, unwrapped, with single blanks."""
    whole = result.stdout.replace(f"\n{' ' * 11}", " ")
    return [" ".join(line.split()) for line in whole.splitlines()]


def test_nothing_wrong_is_status_0(doctor: Doctor, mockkf: MockKeyfactor) -> None:
    """A shell with the variables of the running mock has no problem; each finding is a line that begins with ok."""
    result = doctor("--url", mockkf.control_url.removesuffix("/mockkf"), **mockkf.environ())

    *found, last = lines(result)
    assert result.exit_code == 0, result.output
    assert last == "no problems"
    assert all(line.startswith("ok ") for line in found)
    assert f"release 25.5 of Command, process {os.getpid()}" in result.stdout


def test_a_port_in_use_is_a_problem_with_its_owner(doctor: Doctor, taken: int) -> None:
    """The line has the process that listens, where the system tells; the next line says what to do; the status is 1."""
    result = doctor(MOCKKF_HTTP_PORT=str(taken))

    found = lines(result)
    at = next(number for number, line in enumerate(found) if f"port {taken} " in line)
    assert found[at].startswith(f"problem port {taken} (--http-port) is in use")
    assert found[at + 1] == "stop it, or use --http-port 0 for a free port"
    assert (result.exit_code, found[-1]) == (1, "1 problem")


def test_the_ports_of_the_running_mock_are_its_own(doctor: Doctor, mockkf: MockKeyfactor) -> None:
    """A port that the chosen mock has is no problem."""
    port = str(mockkf.relay.smtp)

    result = doctor("--url", mockkf.control_url.removesuffix("/mockkf"), MOCKKF_SMTP_PORT=port)

    assert f"ok port {port} (--smtp-port): the running mock has it" in lines(result)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--url", "http://127.0.0.1:1"), "problem no mock answers at http://127.0.0.1:1: nothing listens there"),
        (("--ready-file", "nowhere"), "problem cannot read nowhere: No such file or directory; is the mock running?"),
        (("--url", "nonsense"), "problem --url: the URL of a running mock must be like http://127.0.0.1:8480"),
    ],
    ids=["url", "ready file", "no url"],
)
def test_a_chosen_mock_that_does_not_answer_is_a_problem(doctor: Doctor, words: tuple[str, str], problem: str) -> None:
    """Its cause is in the words of the other commands."""
    result = doctor(*words)

    assert result.exit_code == 1
    assert [line for line in lines(result) if line.startswith(problem)], result.output


@pytest.mark.parametrize(
    ("variables", "problem"),
    [
        ({"HTTPS_PROXY": "http://u:s3cret@proxy:1"}, "HTTPS_PROXY may send calls to 127.0.0.1 and localhost through"),
        ({"http_proxy": "p:1", "no_proxy": "localhost"}, "http_proxy may send calls to 127.0.0.1 through a proxy"),
        ({"REQUESTS_CA_BUNDLE": "/nowhere.pem"}, "REQUESTS_CA_BUNDLE names /nowhere.pem, which cannot be read: https"),
        ({"MOCKKF_RELEASE": "9"}, "MOCKKF_RELEASE must be 10.0 or later, not 9"),
    ],
    ids=["proxy", "lower case", "file of certificates", "option"],
)
def test_a_variable_that_stands_in_the_way_is_a_problem(
    doctor: Doctor, variables: dict[str, str], problem: str
) -> None:
    """Without a running mock too; no password is shown."""
    result = doctor(**variables)

    assert result.exit_code == 1
    assert [line for line in lines(result) if line.startswith(f"problem {problem}")], result.output
    assert "s3cret" not in result.output


def test_a_proxy_with_an_exception_is_no_problem(doctor: Doctor) -> None:
    """`NO_PROXY` with the hosts of the mock, or with `*`, keeps its calls away from the proxy."""
    for excepted in ("127.0.0.1,localhost", "*"):
        result = doctor(HTTPS_PROXY="http://proxy:1", NO_PROXY=excepted)

        assert "ok NO_PROXY has the hosts of the mock, so that HTTPS_PROXY does not matter" in lines(result)


def test_an_option_that_is_set_is_shown_but_for_a_secret(doctor: Doctor) -> None:
    """A valid variable is no problem; the line says over what it wins."""
    result = doctor(MOCKKF_AUTH="basic", MOCKKF_CONTROL_TOKEN="s3cret")

    there = "is set: it goes before a scenario file and pytest's ini file"
    assert f"ok MOCKKF_AUTH=basic {there}" in lines(result)
    assert f"ok MOCKKF_CONTROL_TOKEN {there}" in lines(result)


def test_another_trust_and_another_server_are_problems(doctor: Doctor, mockkf: MockKeyfactor, tmp_path: Path) -> None:
    """A file without the certificate of the running mock, and a client variable that names another server."""
    other = tmp_path / "other.pem"
    other.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "utf-8")
    ready = tmp_path / "ready file"
    ready.write_text(json.dumps({"control": mockkf.control_url}), "utf-8")
    changed = {"SSL_CERT_FILE": str(other), "KEYFACTOR_HOSTNAME": "real.example.com"}

    found = lines(doctor("--ready-file", str(ready), **{**mockkf.environ(), **changed}))

    sets_them = f"eval \"$(mockkf env --ready-file '{ready}')\""
    for problem in (
        f"problem SSL_CERT_FILE names {other}, which does not have the certificate of the mock",
        "problem KEYFACTOR_HOSTNAME has another value than that of the mock",
    ):
        assert found[found.index(problem) + 1] == sets_them
    assert found[-1] == "2 problems"


def test_a_mock_of_another_version_is_a_problem(doctor: Doctor, mockkf: MockKeyfactor, serve: Serve) -> None:
    """The line has both versions: a mock that was not started again after an upgrade behaves as the old one."""
    ready = json.loads(requests.get(f"{mockkf.control_url}/ready", timeout=10).content)
    other = serve(answering(json.dumps({**ready, "version": "0.0.9"}).encode()))

    found = lines(doctor("--url", f"http://127.0.0.1:{other.port}"))

    assert f"problem the running mock is mockkf 0.0.9, and this command is {own_version()}" in found
