"""`mockkf env`, `mockkf run` and `mockkf ca`: clients in any language find a running mock and trust it."""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from click.testing import Result
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from mockkf import MockKeyfactor
from mockkf.cli import main
from tests.support.cli_runner import cli_runner
from tests.support.command import Command

HARD = 'it\'s "x" \\ $HOME `id` \u2019;#'
"""A password with everything that a shell may read in a way of its own."""

LINES = {
    "sh": """export KEYFACTOR_PASSWORD='it'"'"'s "x" \\ $HOME `id` \u2019;#'""",
    "fish": """set -gx KEYFACTOR_PASSWORD 'it\\'s "x" \\\\ $HOME `id` \u2019;#'""",
    "powershell": """$env:KEYFACTOR_PASSWORD = 'it''s "x" \\ $HOME `id` \u2019\u2019;#'""",
    "dotenv": '''KEYFACTOR_PASSWORD="it's \\"x\\" \\\\ \\$HOME \\`id\\` \u2019;#"''',
    "github": f"KEYFACTOR_PASSWORD={HARD}",
}
REMOVED = {
    "sh": "unset NODE_TLS_REJECT_UNAUTHORIZED",
    "fish": "set -e NODE_TLS_REJECT_UNAUTHORIZED",
    "powershell": "Remove-Item Env:NODE_TLS_REJECT_UNAUTHORIZED -ErrorAction SilentlyContinue",
}
SHOW = "import json, os; print(json.dumps(dict(os.environ)))"

Mocked = Callable[..., MockKeyfactor]


def cli(mock: MockKeyfactor, *words: str, **environment: str) -> Result:
    """Run the command line with the URL of a mock in the environment."""
    url = mock.control_url.removesuffix("/mockkf")
    return cli_runner({"MOCKKF_URL": url, "NO_PROXY": None, "no_proxy": None, **environment}).invoke(main, words)


def started(mock: MockKeyfactor, *words: str, **environment: str) -> subprocess.Popen[str]:
    """Start `mockkf run` with these words as a process."""
    url = mock.control_url.removesuffix("/mockkf")
    return subprocess.Popen(
        [sys.executable, "-m", "mockkf", "run", "--url", url, *words],
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("shell", LINES)
def test_each_shell_gets_its_own_syntax(shell: str, mockkf_factory: Mocked) -> None:
    """A value is quoted as the shell reads it; what would win is removed if the syntax can, else named on stderr."""
    mock = mockkf_factory(users=[{"name": "KEYEXAMPLE\\jsmith", "password": HARD}])

    result = cli(mock, "env", "--shell", shell, NODE_TLS_REJECT_UNAUTHORIZED="0")

    assert LINES[shell] in result.stdout.splitlines()
    assert "these variables change the trust of all programs that this shell starts" in result.stderr
    named = f"{shell} cannot remove NODE_TLS_REJECT_UNAUTHORIZED" in result.stderr
    assert (REMOVED.get(shell) in result.stdout.splitlines(), named) == (
        (True, False) if shell in REMOVED else (False, True)
    )


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_a_shell_reads_every_value(mockkf_factory: Mocked) -> None:
    """The lines for sh, read by sh, set the values; the lines of `github` are the values."""
    mock = mockkf_factory(users=[{"name": "KEYEXAMPLE\\jsmith", "password": HARD}])
    shell = shutil.which("sh")
    assert shell

    script = f'{cli(mock, "env").stdout}\n"{sys.executable}" -c "{SHOW}"'
    environ = json.loads(subprocess.run([shell, "-c", script], capture_output=True, check=True, timeout=20).stdout)

    expected = mock.environ({})
    assert {name: environ[name] for name in expected} == expected
    assert dict(line.split("=", 1) for line in cli(mock, "env", "--shell", "github").stdout.splitlines()) == expected


@pytest.mark.parametrize(
    ("given", "upper", "lower"),
    [
        ({}, "", ""),
        ({"NO_PROXY": "corp.example"}, "corp.example,", "corp.example,"),
        ({"no_proxy": "corp.example, ::1"}, "corp.example,::1,", "corp.example,::1,"),
        ({"NO_PROXY": "a.example", "no_proxy": "b.example"}, "a.example,", "b.example,"),
    ],
)
def test_exceptions_from_the_proxy_are_added(
    given: dict[str, str], upper: str, lower: str, mockkf: MockKeyfactor
) -> None:
    """Both names get the hosts of the mock; each keeps its own exceptions, or gets those of the other name."""
    environ = mockkf.environ(given)

    found = [environ[name].startswith(kept) for name, kept in (("NO_PROXY", upper), ("no_proxy", lower))]
    assert found == [True, True]
    assert {*environ["NO_PROXY"].split(",")} >= {"127.0.0.1", "localhost", "::1"}
    assert {*environ["no_proxy"].split(",")} >= {"127.0.0.1", "localhost", "::1"}
    assert environ["no_proxy"].count("::1") == 1


def test_no_proxy_at_all_stays_so(mockkf: MockKeyfactor) -> None:
    """`*` is kept alone, because curl knows it only alone."""
    assert mockkf.environ({"no_proxy": "*"})["no_proxy"] == "*"


def test_a_proxy_does_not_hide_the_mock(mockkf: MockKeyfactor, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a proxy and exceptions of its own, a client still reaches the mock directly, and trusts it."""
    for name in ("http_proxy", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "corp.example")
    for name, value in mockkf.environ().items():
        monkeypatch.setenv(name, value)

    answer = requests.get(f"{mockkf.https_url}/SMTP", auth=mockkf.credentials, timeout=10)

    assert answer.status_code == 200


def test_the_options_of_java_are_kept(mockkf: MockKeyfactor) -> None:
    """The trust store replaces another one, and other options stay; a second time changes nothing."""
    before = '-Xmx1g -Djavax.net.ssl.trustStore="/my store" -Djavax.net.ssl.trustStorePassword=s3cret -Dx=y'

    once = mockkf.environ({"JAVA_TOOL_OPTIONS": before})["JAVA_TOOL_OPTIONS"]

    store = f"-Djavax.net.ssl.trustStore={mockkf.trust_store_file} -Djavax.net.ssl.trustStoreType=PKCS12"
    assert once == f"-Xmx1g -Dx=y {store} -Djavax.net.ssl.trustStorePassword=changeit"
    assert mockkf.environ({"JAVA_TOOL_OPTIONS": once})["JAVA_TOOL_OPTIONS"] == once


def test_the_fixture_removes_what_would_win(
    mockkf: MockKeyfactor, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """`mockkf_env` sets the variables and removes NODE_TLS_REJECT_UNAUTHORIZED; `child_environ` has the same."""
    monkeypatch.setenv("NODE_TLS_REJECT_UNAUTHORIZED", "0")
    child = mockkf.child_environ()

    variables = request.getfixturevalue("mockkf_env")

    assert "NODE_TLS_REJECT_UNAUTHORIZED" not in os.environ
    assert {name: os.environ[name] for name in variables} == variables
    assert child == dict(os.environ)


@pytest.mark.skipif(sys.platform == "win32", reason="another process on Windows")
def test_run_becomes_the_command(mockkf: MockKeyfactor) -> None:
    """The command has the variables, its exit status is that of `mockkf run`, and other variables win no more."""
    unset = "'KEYFACTOR_AUTH_PROVIDER' not in os.environ"
    script = f"import os, sys; print(os.environ['SSL_CERT_FILE']); sys.exit(7 * ({unset}))"

    with started(mockkf, "--", sys.executable, "-c", script, KEYFACTOR_AUTH_PROVIDER="azure") as process:
        said, _ = process.communicate(timeout=20)

    assert (said, process.returncode) == (f"{mockkf.ca_file}\n", 7)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_signals_reach_the_command(mockkf: MockKeyfactor) -> None:
    """SIGTERM ends the command itself, and SIGPIPE has its usual effect again."""
    script = "{ echo ready; read line <&3; }"  # a command in the background has no stdin of its own
    with started(mockkf, "sh", "-c", f"exec 3<&0; trap 'exit 9' TERM; {script} & wait") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        process.wait(20)

    with started(mockkf, "sh", "-c", "kill -s PIPE $$; echo survived") as other:
        said, _ = other.communicate(timeout=20)

    assert (process.returncode, other.returncode, said) == (9, -signal.SIGPIPE, "")


@pytest.mark.parametrize(("command", "status"), [("no-such-command", 127), ("/", 126)])
def test_a_command_that_cannot_run_has_the_status_of_a_shell(command: str, status: int, mockkf: MockKeyfactor) -> None:
    """127 if it is not found, 126 if it is no program, each with one line."""
    result = cli(mockkf, "run", command)

    assert result.exit_code == status
    assert result.stderr.startswith(f"mockkf: cannot run {command}: ")


def test_what_still_wins_is_named(mockkf: MockKeyfactor, tmp_path: Path) -> None:
    """A variable with other content is left alone and named, and so is a file that Keyfactor's clients prefer."""
    config = tmp_path / ".keyfactor" / "command_config.json"
    config.parent.mkdir()
    config.write_text("{}", "utf-8")

    said = cli(
        mockkf,
        "env",
        HOME=str(tmp_path),
        USERPROFILE=str(tmp_path),
        _JAVA_OPTIONS="-Djavax.net.ssl.trustStorePassword=s3cret",
        GODEBUG="x509usefallbackroots=1",
    ).stderr

    assert "_JAVA_OPTIONS wins with javax.net.ssl.trustStore" in said
    assert "GODEBUG wins with x509usefallbackroots" in said
    assert "~/.keyfactor/command_config.json wins over KEYFACTOR_HOSTNAME" in said
    assert "s3cret" not in said


def test_the_ca_of_a_mock_elsewhere_is_kept(mockkf: MockKeyfactor, tmp_path: Path) -> None:
    """A path that is not on this machine is replaced by that of a copy, in the user's folder or in `--ca-file`."""
    ready = requests.get(f"{mockkf.control_url}/ready", timeout=10).json()
    path = tmp_path / "ready"
    path.write_text(json.dumps({**ready, "ca_file": "/in/a/container.pem"}), "utf-8")
    elsewhere = {"XDG_CONFIG_HOME": str(tmp_path), "APPDATA": str(tmp_path), "HOME": str(tmp_path)}
    words = ("env", "--shell", "github", "--ready-file", str(path))

    usual = cli_runner({**elsewhere, "MOCKKF_URL": None}).invoke(main, words)
    chosen = cli_runner({"MOCKKF_URL": None}).invoke(main, [*words, "--ca-file", str(tmp_path / "my" / "kf.pem")])

    for result in (usual, chosen):
        variables = dict(line.split("=", 1) for line in result.stdout.splitlines())
        kept = Path(variables["SSL_CERT_FILE"])
        assert kept.read_bytes() == mockkf.ca_pem
        assert str(kept.with_suffix(".p12")) in variables["JAVA_TOOL_OPTIONS"]
        assert kept.with_suffix(".p12").exists()
        assert tmp_path in kept.parents
    assert kept == tmp_path / "my" / "kf.pem"


def test_a_ca_file_that_cannot_be_written_is_refused(mockkf: MockKeyfactor, tmp_path: Path) -> None:
    """The status is 2, and the line names the switch and the file."""
    result = cli(mockkf, "env", "--ca-file", str(tmp_path))

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"mockkf: --ca-file: cannot write {tmp_path}: ")


def test_ca_prints_and_writes_the_certificate(mockkf: MockKeyfactor, tmp_path: Path) -> None:
    """PEM by default; a file that ends with .p12 gets a trust store with the usual password, or another one."""
    assert cli(mockkf, "ca").stdout_bytes == mockkf.ca_pem
    for name, password, words in (
        ("ca.p12", b"changeit", ()),
        ("ca", b"s3cret", ("--format", "pkcs12", "--password", "s3cret")),
    ):
        assert cli(mockkf, "ca", "--output", str(tmp_path / name), *words).exit_code == 0
        [entry] = load_pkcs12((tmp_path / name).read_bytes(), password).additional_certs
        assert entry.friendly_name == b"mockkf"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals")
def test_a_terminal_gets_no_binary(mockkf: MockKeyfactor) -> None:
    """A trust store is refused for a terminal, with what to do."""
    leader, follower = pty.openpty()
    url = mockkf.control_url.removesuffix("/mockkf")
    words = [sys.executable, "-m", "mockkf", "ca", "--url", url, "--format", "pkcs12"]

    result = subprocess.run(words, stdout=follower, stderr=subprocess.PIPE, text=True, timeout=20, check=False)

    os.close(leader)
    os.close(follower)
    assert (result.returncode, result.stderr) == (
        2,
        "mockkf: a trust store is binary; write it with --output FILE or into a pipe\n",
    )


def test_the_ready_document_has_every_listener(mockkf: MockKeyfactor, command: Command) -> None:
    """Each listener has host, port and TLS; a token is to be had over http too."""
    del command
    ready = requests.get(f"{mockkf.control_url}/ready", timeout=10).json()

    assert {name: one["tls"] for name, one in ready["listeners"].items()} == {
        "smtp": "starttls",
        "submission": "starttls",
        "smtps": "implicit",
        "http": "none",
        "https": "implicit",
        "mailpit": "none",
    }
    assert tuple(ready["listeners"]["smtps"][name] for name in ("host", "port")) == (
        mockkf.relay.host,
        mockkf.relay.smtps,
    )
    assert f"https://127.0.0.1:{ready['listeners']['https']['port']}" in ready["api_https"]
    form = {"grant_type": "client_credentials", "client_id": "app", "client_secret": "s3cret"}
    assert requests.post(ready["token"], data=form, timeout=10).json()["token_type"] == "Bearer"
    assert ready["token_https"] == mockkf.idp.token_url
