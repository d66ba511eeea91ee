"""The command line in real processes: output and exit status."""

import json
import os
import re
import shutil
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from signal import SIGINT, SIGTERM, Signals
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from mockkf.cli import main
from tests.support.command import ANONYMOUS, KNOWN_RELEASES, RECIPIENT
from tests.support.serving import PORT_OPTIONS, Served, free_ports, limited, run, serving, started

AUTH = ("KEYEXAMPLE\\jsmith", "mockkf")
LISTENERS = ("smtp", "submission", "smtps")
TIME = r"\d\d:\d\d:\d\d "

HELD = """
import pathlib, runpy, sys

def hold(event, args):
    if event == "os.rename" and pathlib.Path(args[1]).name == "ready":
        print(pathlib.Path(args[0]).read_text().replace("\\n", ""), file=sys.stderr, flush=True)
        sys.stdin.readline()

sys.addaudithook(hold)
runpy.run_module("mockkf", run_name="__main__", alter_sys=True)
"""
"""mockkf, paused just before its ready file appears: it prints the draft on stderr and waits for a line on stdin."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Run a process that serves on free ports."""
    with serving(tmp_path / "ready") as process:
        yield process


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another socket listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def call(served: Served | dict[str, Any], method: str, path: str, **options: Any) -> requests.Response:
    """Send one request to a served API."""
    addresses = served.ready if isinstance(served, Served) else served
    with requests.Session() as session:
        session.trust_env = False
        headers = {"x-keyfactor-requested-with": "APIClient", "x-keyfactor-api-version": "2"}
        return session.request(method, f"{addresses['api']}{path}", auth=AUTH, headers=headers, timeout=10, **options)


def address(ready: dict[str, Any], name: str) -> tuple[str, int]:
    """Host and port of a mail listener."""
    host, _, port = ready[name].rpartition(":")
    return host, int(port)


def refused(*arguments: str, **environment: str) -> str:
    """Return the one line on stderr of a `mockkf serve` that does not start; runs in this process, to save time."""
    result = CliRunner().invoke(main, ["serve", *arguments], env=environment)

    assert (result.exit_code, result.stdout) == (2, "")
    [line] = result.stderr.splitlines()
    return line


def scenario(folder: Path, text: str) -> str:
    """A scenario file with this text."""
    path = folder / "scenario.toml"
    path.write_text(text, "utf-8")
    return str(path)


def test_the_version_is_shown() -> None:
    """`mockkf --version` prints name and version."""
    result = run("-m", "mockkf", "--version")

    assert result.returncode == 0
    assert re.fullmatch(r"mockkf \d+\.\d+\.\d+\n", result.stdout)


def test_the_demo_shows_the_mail_it_captured() -> None:
    """`mockkf demo` sends a test mail and exits with status 0."""
    result = run("-m", "mockkf", "demo")

    assert (result.returncode, result.stderr) == (0, "")
    assert "Subject: Keyfactor Command SMTP test" in result.stdout
    assert f"C: RCPT TO:<{RECIPIENT}>" in result.stdout
    assert result.stdout.endswith("The mail arrived over TLS; the login used the user and password of the profile.\n")


def test_the_ready_file_says_where_everything_is(served: Served) -> None:
    """It has the process id, full URLs, the CA file, host:port of the mail listeners, and the variables for clients."""
    ready = served.ready

    assert set(ready) == {"pid", "api", "api_https", "control", "mailpit", "ca_file", "environ", "options", *LISTENERS}
    assert ready["pid"] == served.process.pid
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/KeyfactorAPI", ready["api"])
    assert re.fullmatch(r"https://127\.0\.0\.1:\d+/KeyfactorAPI", ready["api_https"])
    assert ready["control"] == ready["api"].replace("/KeyfactorAPI", "/mockkf")
    assert "BEGIN CERTIFICATE" in Path(ready["ca_file"]).read_text()
    assert all(re.fullmatch(r"127\.0\.0\.1:\d+", ready[name]) for name in LISTENERS)
    assert ready["options"]["release"] == "25.5"


def test_the_ready_file_appears_whole_once_every_port_accepts(tmp_path: Path) -> None:
    """The draft is written beside it, and renamed when the API answers and every mail listener accepts connections."""
    path = tmp_path / "ready"
    arguments = ["-c", HELD, "serve", "--ready-file", str(path), *free_ports()]
    with started(arguments) as process, limited(process):
        assert process.stdin
        assert process.stdout
        assert process.stderr
        draft = json.loads(process.stderr.readline())

        assert not path.exists()
        assert call(draft, "GET", "/SMTP").status_code == 200
        for name in LISTENERS:
            socket.create_connection(address(draft, name), timeout=5).close()

        process.stdin.write("go on\n")
        process.stdin.flush()
        for line in process.stdout:
            if line.startswith("ready"):
                break
        assert json.loads(path.read_text("utf-8")) == draft
        assert list(tmp_path.iterdir()) == [path]


def test_the_files_of_a_server_go_when_it_stops(served: Served, tmp_path: Path) -> None:
    """The end removes the ready file and the CA file."""
    served.end()

    assert not Path(served.ready["ca_file"]).exists()
    assert list(tmp_path.iterdir()) == []


def test_a_ready_file_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    """The error names the option and the file; no other file is left."""
    path = tmp_path / "a-folder"
    path.mkdir()

    line = refused("--ready-file", str(path), *free_ports())

    assert line.startswith(f"mockkf: --ready-file: cannot write {path}: ")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_a_shell_can_take_the_exports_from_the_start_screen(served: Served) -> None:
    """A shell that runs the export lines has the variables for clients."""
    exports = "\n".join(line for line in served.screen.splitlines() if line.startswith("  export "))
    show = f'"{sys.executable}" -c "import json, os; print(json.dumps(dict(os.environ)))"'
    shell = shutil.which("sh")
    assert shell

    shown = subprocess.run([shell, "-c", f"{exports}\n{show}"], capture_output=True, check=True, timeout=20)

    environ = json.loads(shown.stdout)
    assert f"https://{environ['KEYFACTOR_HOSTNAME']}/{environ['KEYFACTOR_API_PATH']}" == served.ready["api_https"]
    assert (rf"{environ['KEYFACTOR_DOMAIN']}\{environ['KEYFACTOR_USERNAME']}", environ["KEYFACTOR_PASSWORD"]) == AUTH
    assert {environ[name] for name in ("KEYFACTOR_CA_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")} == {
        served.ready["ca_file"]
    }
    assert "127.0.0.1" in environ["NO_PROXY"]


def test_the_start_screen_says_what_this_is(served: Served) -> None:
    """The screen has the release and every address, and says that state is in memory and for tests only."""
    assert served.screen.startswith("mockkf emulates Keyfactor Command 25.5.\n")
    assert "State is in memory, for tests only; no mail leaves." in served.screen
    assert all(served.ready[name] in served.screen for name in ("api", "api_https", "control", "smtp"))
    assert all(f":{served.ready[name].rpartition(':')[2]} (for " in served.screen for name in LISTENERS)
    assert "other machines can connect" not in served.screen


def test_the_start_screen_begins_with_the_inbox(served: Served) -> None:
    """Of all addresses that of the inbox comes first."""
    first = next(line for line in served.screen.splitlines() if "http://" in line)

    assert first.split() == ["inbox", served.ready["control"].removesuffix("mockkf")]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_serve_opens_the_inbox(tmp_path: Path) -> None:
    """With `--open` the browser of the user gets the address of the inbox."""
    opened = tmp_path / "opened"
    os.mkfifo(opened)
    with serving(tmp_path / "ready", "--open", BROWSER=f"sh -c 'echo %s >{opened}'") as served:
        assert opened.read_text("utf-8").strip() == served.ready["control"].removesuffix("mockkf")


def test_listening_to_others_is_said_on_the_start_screen(tmp_path: Path) -> None:
    """With `--host 0.0.0.0` the screen has a warning, and addresses that clients can use."""
    with serving(tmp_path / "ready", "--host", "0.0.0.0") as served:
        assert "It listens on 0.0.0.0: other machines can connect." in served.screen
        assert served.ready["smtp"].startswith("127.0.0.1:")
        assert call(served, "GET", "/SMTP").status_code == 200


def test_each_call_is_a_block(served: Served) -> None:
    """It has method, path, version, status, and the reason of a refusal; a blank line ends it."""
    call(served, "GET", "/SMTP")
    call(served, "PUT", "/SMTP", json={**ANONYMOUS, "Port": 0})
    call(served, "GET", "/%0a%1b[2JNothing")

    assert served.block() == ["GET /KeyfactorAPI/SMTP v2  200"]
    assert served.block() == [
        "PUT /KeyfactorAPI/SMTP v2  400",
        "Port must be a whole number from 1 to 65535.",
    ]
    assert served.block()[0] == r"GET /KeyfactorAPI/\u000a\u001b[2JNothing  404"


def test_a_block_begins_with_the_time(served: Served) -> None:
    """It is the time of day of this machine, to the second."""
    call(served, "GET", "/SMTP")

    assert served.line() == ""
    assert re.fullmatch(TIME + r" GET /KeyfactorAPI/SMTP v2  200", served.line())


def test_a_deviation_is_a_warning_in_the_block_of_its_call(served: Served) -> None:
    """Accepted deviations follow the status."""
    call(served, "PUT", "/SMTP", json={**ANONYMOUS, "Prot": 25})

    assert served.block() == [
        "PUT /KeyfactorAPI/SMTP v2  200",
        "warning: Prot is not documented and is ignored; did you mean Port?",
    ]


def test_a_mail_has_number_subject_recipient_and_sender(served: Served) -> None:
    """A test mail is in the block of its call, a direct mail is a block; lines end at 80 columns."""
    call(served, "POST", "/SMTP/Test", json={**ANONYMOUS, "TestRecipient": RECIPIENT})
    with smtplib.SMTP(*address(served.ready, "smtp"), timeout=10) as client:
        client.sendmail("me@example.com", [f"{name}@example.com" for name in "abcde"], b"Subject: x\r\n\r\n")

    assert served.block() == [
        "POST /KeyfactorAPI/SMTP/Test v2  200",
        f"mail 1 'Keyfactor Command SMTP test' to {RECIPIENT} from",
        "  jsmith@keyexample.com",
    ]
    assert served.block() == [
        "mail 2 'x' to a@example.com, b@example.com, c@example.com and 2 more",
        "  from me@example.com",
    ]


def test_a_refusal_names_the_step_once(served: Served) -> None:
    """The block has the step, the answer of the other system, the fault by its number, and the recipient."""
    fault = {"step": "relay.recipient", "reply": "451 4.3.0 try later"}
    requests.post(f"{served.ready['control']}/faults", json=fault, timeout=10)
    call(served, "POST", "/SMTP/Test", json={**ANONYMOUS, "TestRecipient": RECIPIENT})

    assert served.block() == [
        "POST /KeyfactorAPI/SMTP/Test v2  400 at relay.recipient",
        "smtp.keyexample.com:25 answered 451 4.3.0 try later; fault 1 fired",
        f"to {RECIPIENT}",
    ]


def test_quiet_prints_nothing(tmp_path: Path) -> None:
    """Quiet prints no start screen, no calls, no mails, and nothing on stderr."""
    arguments = ["-c", HELD, "serve", "--quiet", "--ready-file", str(tmp_path / "ready"), *free_ports()]
    with started(arguments) as process, limited(process):
        assert process.stdin
        assert process.stderr
        ready = json.loads(process.stderr.readline())
        process.stdin.write("go on\n")
        process.stdin.flush()
        call(ready, "GET", "/Nothing")
        call(ready, "POST", "/SMTP/Test", json={**ANONYMOUS, "TestRecipient": RECIPIENT})
        process.send_signal(SIGTERM)

        assert process.communicate() == ("", "")
        assert process.returncode == 0


@pytest.mark.parametrize("signal", [SIGINT, SIGTERM])
def test_a_signal_ends_it_with_status_0(served: Served, signal: Signals) -> None:
    """It ends at once and without a word, even with open connections."""
    with (
        socket.create_connection(address(served.ready, "smtp"), timeout=5) as session,
        socket.create_connection(address(served.ready, "smtps"), timeout=5),
    ):
        session.recv(1024)
        session.sendall(b"EHLO x\r\nMAIL FROM:<a@example.com>\r\n")

        assert served.end(signal) == 0

    assert served.process.stdout
    assert served.process.stdout.read().strip() == ""


@pytest.mark.parametrize("name", PORT_OPTIONS)
def test_a_taken_port_is_said_in_one_line(name: str, taken: int) -> None:
    """The error names the option to change and the port."""
    line = refused(*free_ports(but=[name]), f"--{name}-port", str(taken))

    assert line.startswith(f"mockkf: --{name}-port: ")
    assert re.search(rf"port {taken}\b", line)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('relase = "25.5"', ": no option or table 'relase'; did you mean 'release'?"),
        ("[relay]\nuser = []", ": [relay] has no member 'user'; did you mean 'users'?"),
        ('http_port = "many"', ": http_port must be a port number from 0 (any free one) to 65535, not 'many'"),
        ("release =", " is not TOML: "),
    ],
)
def test_a_wrong_scenario_is_said_in_one_line(tmp_path: Path, content: str, said: str) -> None:
    """The error names the file and the mistake in it."""
    path = scenario(tmp_path, content)

    assert refused("--scenario", path).startswith(f"mockkf: scenario {path}{said}")


def test_a_missing_scenario_is_said_in_one_line(tmp_path: Path) -> None:
    """The error names the file, whether a switch or a variable sets it."""
    path = str(tmp_path / "nowhere.toml")

    line = refused("--scenario", path)

    assert line.startswith(f"mockkf: scenario {path} cannot be read: ")
    assert refused(MOCKKF_SCENARIO=path) == line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--release", "newest"],
            f"--release must be one of {KNOWN_RELEASES} (text), not 'newest'",
        ),
        (["--release", "9.1"], "--release must be 10.0 or later, not 9.1"),
        (["--http-port", "70000"], "--http-port must be a port number from 0 (any free one) to 65535, not '70000'"),
        (["--step-timeout", "0"], "--step-timeout must be a number of seconds, above 0 and at most 3600, not '0'"),
        (["--base-paths", "API"], "--base-paths must be a list of paths that begin with '/', not 'API'"),
    ],
)
def test_a_wrong_value_is_said_in_one_line(arguments: list[str], said: str) -> None:
    """The error says which values are allowed."""
    assert refused(*arguments) == f"mockkf: {said}"


def test_an_unknown_switch_is_refused() -> None:
    """The exit status is 2, and stderr names the unknown switch and the nearest one."""
    result = run("-m", "mockkf", "serve", "--relase", "25.5")

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == "mockkf: no option '--relase'; did you mean '--release'?\n"


def test_a_variable_goes_before_the_usual_port(taken: int) -> None:
    """`MOCKKF_HTTP_PORT` is the port that `serve` takes, or fails to take."""
    line = refused(*free_ports(but=["http"]), MOCKKF_HTTP_PORT=str(taken))

    assert re.search(rf"port {taken}\b", line)


def test_a_scenario_goes_before_the_usual_port(tmp_path: Path, taken: int) -> None:
    """A port in the scenario is the port that `serve` takes, or fails to take."""
    line = refused("--scenario", scenario(tmp_path, f"http_port = {taken}"), *free_ports(but=["http"]))

    assert re.search(rf"port {taken}\b", line)


def test_a_switch_goes_before_variable_and_scenario(tmp_path: Path, taken: int) -> None:
    """The switch overrides taken ports in all other sources."""
    path = scenario(tmp_path, f'http_port = {taken}\nrelease = "24.4"')

    with serving(tmp_path / "ready", "--scenario", path, MOCKKF_HTTP_PORT=str(taken)) as served:
        assert call(served, "GET", "/SMTP").headers["X-Keyfactor-Product-Version"] == "24.4"


def test_every_option_works_from_the_command_line(tmp_path: Path) -> None:
    """`serve` uses the given base paths, release and time limit."""
    with serving(
        tmp_path / "ready", "--base-paths", "/Command,/Other/Api", "--release", "12.5", "--step-timeout", "0.5"
    ) as served:
        assert served.ready["api"].endswith("/Command")
        assert served.screen.startswith("mockkf emulates Keyfactor Command 12.5.\n")
        assert "export KEYFACTOR_API_PATH=Command\n" in served.screen
