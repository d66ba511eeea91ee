"""`mockkf calibrate`, and `mockkf contract --scenario`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mockkf import MockKeyfactor
from mockkf.cli import main
from tests.support.calibrated import server

USER = ("--user", "KEYEXAMPLE\\jsmith")
PASSWORD = {"MOCKKF_CALIBRATE_PASSWORD": "canary-password"}


def ran(*arguments: str, env: dict[str, str] | None = None) -> Result:
    """The result of a command."""
    return CliRunner().invoke(main, [*arguments], env=PASSWORD if env is None else env)


def test_a_run_without_differences_has_the_status_0() -> None:
    """First come the safety rules, then a line for each probe, then the table."""
    with server() as mock:
        result = ran("calibrate", mock.url, *USER)

    assert result.exit_code == 0
    assert result.stderr.startswith("By default this sends only GETs, and POST /SMTP/Test with Host and TokenEndpoint")
    assert "is an assumption of mockkf" in result.stderr
    assert "api versions: GET /SMTP with version 9" in result.stderr
    assert "version-unsupported" in result.stdout
    assert " 0 differs, " in result.stdout


def test_report_scenario_and_contract_show_what_differs(tmp_path: Path) -> None:
    """The status is 1; the files have version, day and verdicts, and `mockkf contract` shows the recordings."""
    report, scenario = tmp_path / "report.json", tmp_path / "ours.toml"
    with server(release="25.5.1", test_failure_status=503) as mock:
        result = ran("calibrate", mock.url, *USER, "--report", str(report), "--scenario", str(scenario))

    assert result.exit_code == 1
    written = json.loads(report.read_text("utf-8"))
    assert written["product_version"] == "25.5.1"
    assert written["verdicts"]["differs"] == 1
    assert [one["rule"] for one in written["rules"] if one["verdict"] == "differs"] == ["test-failure"]
    assert len(written["requests"]) > 50
    assert "canary-password" not in report.read_text("utf-8") + scenario.read_text("utf-8") + result.output
    with MockKeyfactor(scenario=scenario) as mock:
        assert mock.settings.test_failure_status == 503
    shown = ran("contract", "--scenario", str(scenario)).stdout
    assert f"recorded (yours, 25.5.1, {written['date']})" in shown
    assert "differs: seen 503, ErrorCode and Message" in shown
    as_json = json.loads(ran("contract", "--scenario", str(scenario), "--format", "json").stdout)
    assert [rule["yours"]["verdict"] for rule in as_json if rule["name"] == "test-failure"] == ["differs"]
    assumed = ran("contract", "--scenario", str(scenario), "--grade", "assumed").stdout
    assert "400 for a failed mail" not in assumed


def test_a_scenario_without_recordings_is_told(tmp_path: Path) -> None:
    """So is one of another release, and one whose recordings have another form."""
    path = tmp_path / "a.toml"
    path.write_text('release = "25.5"\n', "utf-8")
    assert "has no [recordings]" in ran("contract", "--scenario", str(path)).stderr
    path.write_text('[recordings]\nrelease = "25.5.1"\ndate = "2026-11-26"\n', "utf-8")
    assert "are of release 25.5.1, not 24.4" in ran("contract", "--scenario", str(path), "--release", "24.4").stderr
    path.write_text('[recordings]\nrelease = "25.5.1"\ndate = "today"\n', "utf-8")
    assert "must be a day such as 2026-01-31" in ran("contract", "--scenario", str(path)).stderr


def test_a_dry_run_sends_nothing() -> None:
    """It lists the requests that a run with the same rights would send, and needs no credentials."""
    with server() as mock:
        result = ran(
            "calibrate", mock.url, "--dry-run", "--allow-writes", "--relay", "mail.example.com:25,587,465", env={}
        )

        assert len(mock.journal) == 0
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert lines[0] == "GET /SMTP  v2"
    assert any(line.startswith("PUT /SMTP") for line in lines)
    assert any('"Host": "mail.example.com"' in line for line in lines)
    assert lines[-1] == f"{len(lines) - 1} requests; none was sent."
    assert len(lines) <= 120


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "choose one way to sign in"),
        ((*USER, "--token"), "choose one way to sign in"),
        (USER, "set MOCKKF_CALIBRATE_PASSWORD"),
        (("--token",), "set MOCKKF_CALIBRATE_TOKEN"),
        (("--client", "a"), "--client needs --token-url"),
        (("--client", "a", "--token-url", "http://127.0.0.1:1/"), "set MOCKKF_CALIBRATE_CLIENT_SECRET"),
        ((*USER, "--report", "/nowhere/report.json"), "there is no folder /nowhere"),
    ],
)
def test_a_wrong_call_has_the_status_2(arguments: tuple[str, ...], sentence: str) -> None:
    """One line says what is missing, and nothing is sent."""
    result = ran("calibrate", "http://127.0.0.1:1/KeyfactorAPI", *arguments, env={})

    assert result.exit_code == 2
    assert sentence in result.stderr


def test_a_client_signs_in_with_its_token(mockkf: MockKeyfactor) -> None:
    """With the CA of the server, the client gets a token, and the rule about tokens is seen."""
    client = ("--client", "a", "--token-url", mockkf.idp.token_url, "--ca", mockkf.ca_file)

    result = ran("calibrate", mockkf.https_url, *client, env={"MOCKKF_CALIBRATE_CLIENT_SECRET": "b"})

    [line] = [line for line in result.stdout.splitlines() if line.startswith("sign-in-token")]
    assert line.endswith("holds")


def test_a_certificate_that_is_not_trusted_is_told(mockkf: MockKeyfactor) -> None:
    """The sentence names --ca."""
    assert "is not trusted; give the file of its CA with --ca" in ran("calibrate", mockkf.https_url, *USER).stderr
