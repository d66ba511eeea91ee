"""The commands that use a running mock: output and exit status."""

import json
import re
import shlex
import smtplib
import socket
import sys
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from mockkf import MockKeyfactor
from mockkf.cli import main
from mockkf.cli.running_mock import USUAL
from tests.support.command import RECIPIENT, Command
from tests.support.terminal import on_a_terminal

Ask = Callable[..., Result]


def origin(mock: MockKeyfactor) -> str:
    """Return the URL of a mock without a path."""
    return mock.control_url.removesuffix("/mockkf")


def run(*words: str, **environment: str) -> Result:
    """Run the command line with these words."""
    return CliRunner(env={"COLUMNS": "200", **environment}).invoke(main, words)


@pytest.fixture
def ask(mockkf: MockKeyfactor) -> Ask:
    """The command line with the URL of the running mock."""
    return lambda *words: run(*words, "--url", origin(mockkf))


def send(mock: MockKeyfactor, recipient: str, subject: str) -> None:
    """Send a mail as a program that connects directly."""
    with smtplib.SMTP(mock.relay.host, mock.relay.smtp, local_hostname="app", timeout=10) as client:
        client.sendmail("app@example.com", [recipient], f"Subject: {subject}\n\nhello\n")


def test_messages_are_listed_newest_first(ask: Ask, mockkf: MockKeyfactor, command: Command) -> None:
    """Each line has number, time, sender, recipients, subject, TLS version and login."""
    send(mockkf, "ops@example.com", "first")
    command.test()

    lines = ask("messages").stdout.splitlines()

    assert len(lines) == 2
    assert f"jsmith@keyexample.com -> {RECIPIENT}  'Keyfactor Command SMTP test'" in lines[0]
    assert lines[0].endswith("(TLSv1.3, PLAIN command@keyexample.com)")
    assert lines[1].split()[0] == "1"
    assert lines[1].endswith("app@example.com -> ops@example.com  'first'  (plain text)")


def test_messages_are_chosen(ask: Ask, mockkf: MockKeyfactor) -> None:
    """The switches take values, wildcards and regular expressions; --json prints JSON."""
    for recipient, subject in (("a@example.com", "one"), ("b@example.com", "two"), ("a@example.org", "three")):
        send(mockkf, recipient, subject)

    assert len(ask("messages", "--to", "*@example.com").stdout.splitlines()) == 2
    assert len(ask("messages", "--subject", "/^t/").stdout.splitlines()) == 2
    assert len(ask("messages", "--limit", "1").stdout.splitlines()) == 1
    uid = json.loads(ask("messages", "--subject", "two", "--json").stdout)["uid"]
    for last in (uid, str(mockkf.mailbox.find(subject="two")[0].id)):
        assert len(ask("messages", "--after-id", last).stdout.splitlines()) == 1
    assert json.loads(ask("messages", "--subject", "two", "--json").stdout)["envelope"]["recipients"] == [
        "b@example.com"
    ]


def test_show_prints_a_message(ask: Ask, mockkf: MockKeyfactor, command: Command) -> None:
    """It has delivery, headers, text and dialogue; the id is the number or the uid."""
    command.test()
    [message] = mockkf.mailbox.all

    shown = ask("show", "1").stdout

    assert shown == ask("show", message.uid).stdout
    assert shown.startswith(f"message 1, received {message.received.isoformat()}, {len(message.raw)} bytes\n")
    assert f"  to <{RECIPIENT}>: 250 2.1.5 Ok\n  TLSv1.3\n  login PLAIN command@keyexample.com\n" in shown
    assert "\nSubject: Keyfactor Command SMTP test\n" in shown
    assert "\n\nThis is a test message from Keyfactor Command. The SMTP settings work.\n\ndialogue\n  S: 220 " in shown


def test_show_names_files_and_html(ask: Ask, mockkf: MockKeyfactor) -> None:
    """A message that has only HTML says so; each file has its number, as the control API takes it."""
    mail = EmailMessage()
    mail["Subject"] = "Report"
    mail.set_content("<p>Hello", subtype="html")
    mail.add_attachment(b"1,2", maintype="text", subtype="csv", filename="a.csv")
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, timeout=10) as client:
        client.send_message(mail, "a@example.com", ["b@example.com"])

    shown = ask("show", "1").stdout

    assert "\n\n(only HTML; the inbox shows it)\n\nfile 1: a.csv, text/csv, 3 bytes\n\ndialogue\n" in shown


def test_show_is_safe_in_a_terminal(ask: Ask, mockkf: MockKeyfactor) -> None:
    """Control characters of a mail are escaped."""
    send(mockkf, "ops@example.com", "a\x1b[2Jb")

    shown = ask("show", "1").stdout

    assert "\x1b" not in shown
    assert r"a\x1b[2Jb" in shown


def test_show_tells_that_there_is_no_such_message(ask: Ask) -> None:
    """The message is that of the control API, and the status is 2."""
    result = ask("show", "7")

    assert (result.exit_code, "there is no message 7" in result.stderr) == (2, True)


def test_wait_shows_the_mail_that_comes(ask: Ask, mockkf: MockKeyfactor) -> None:
    """The command exits with status 0 as soon as the mail arrives."""
    late = Thread(target=send, args=(mockkf, "ops@example.com", "late"))
    late.start()

    result = ask("wait", "--to", "ops@*", "--timeout", "10s")

    late.join()
    assert result.exit_code == 0
    assert "'late'" in result.stdout


def test_wait_in_vain_is_status_1(ask: Ask, mockkf: MockKeyfactor) -> None:
    """The error describes the mail that arrived instead."""
    send(mockkf, "other@example.com", "hello")

    result = ask("wait", "--to", "ops@example.com", "--timeout", "10ms")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "to is 'other@example.com'" in result.stderr


def test_a_fault_is_planned_and_counted(ask: Ask, command: Command) -> None:
    """`fault add` takes a step with members, `fault list` shows how often it fired."""
    added = ask("fault", "add", "relay.recipient", "to=*@keyexample.com", "reply=451 4.3.0 try later", "times=2")
    statuses = [command.test().status_code for _ in range(3)]

    assert added.exit_code == 0, added.stderr
    assert statuses == [400, 400, 200]
    [line] = ask("fault", "list").stdout.splitlines()
    assert line.split()[:2] == ["1", "relay.recipient"]
    assert line.endswith("fired 2 of 3")


def test_a_preset_is_planned_by_its_name_and_removed(ask: Ask, command: Command) -> None:
    """`fault remove` removes one fault, or all."""
    for name in ("gmail.bad_credentials", "postfix.greylisting"):
        assert ask("fault", "add", name).exit_code == 0
    ask("fault", "remove", "1")

    assert "450 4.2.0" in command.test().json()["Message"]
    assert ask("fault", "remove").exit_code == 0
    assert ask("fault", "list").stdout == ""


def test_what_can_fail_is_shown(ask: Ask) -> None:
    """`fault steps` lists steps with criteria and actions, and the presets."""
    shown = ask("fault", "steps").stdout

    assert "relay.recipient\n  for   host, port, listener, helo, user, sender, to\n" in shown
    assert "exchange.send_as_denied" in shown


def test_a_trace_is_told(ask: Ask, command: Command) -> None:
    """`trace` prints the last call, or the call with the given number."""
    command.get()
    command.test()

    last, first = ask("trace").stdout, ask("trace", "1").stdout

    assert "relay.message" in last
    assert "POST /KeyfactorAPI/SMTP/Test" in last
    assert "GET /KeyfactorAPI/SMTP" in first


def test_reset_begins_a_new_epoch(ask: Ask, mockkf: MockKeyfactor, command: Command) -> None:
    """A reset removes captured mail and prints the number of the epoch."""
    command.test()

    result = ask("reset")

    assert result.stdout == f"epoch {mockkf.state.epoch}\n"
    mockkf.mailbox.expect_none()


def test_a_sandbox_is_made_asked_and_removed(ask: Ask, mockkf: MockKeyfactor) -> None:
    """`sandbox add` prints the variables for clients; the URL of the sandbox selects it."""
    made = ask("sandbox", "add", "a", "release=24.4")
    Command(mockkf.sandboxes["a"]).test(1)

    assert "export KEYFACTOR_API_PATH=sandbox/a/KeyfactorAPI" in made.stdout, made.stderr
    assert ask("sandbox", "list").stdout.split() == ["a", mockkf.sandboxes["a"].url]
    assert len(run("messages", "--url", f"{origin(mockkf)}/sandbox/a").stdout.splitlines()) == 1
    assert ask("messages").stdout == ""
    assert ask("sandbox", "remove", "a").exit_code == 0
    assert not mockkf.sandboxes


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fault", "add", "relay.recipent", "reply=451 x"), "did you mean 'relay.recipient'?"),
        (("fault", "add", "relay.login", "reply=hello"), "reply must be a code from 400 to 599 and text"),
        (("fault", "add", "relay.login", "reply"), "'reply' must have the form NAME=VALUE"),
        (("fault", "remove", "7"), "no fault 7"),
        (("trace", "7"), "7"),
        (("trace",), "the journal has no calls"),
        (("wait", "--timeout", "soon"), "--timeout must be"),
        (("messages", "--subject", "/(/"), "subject"),
        (("sandbox", "add", "A B"), "A B"),
        (("sandbox", "add", "a", "relese=24.4"), "did you mean 'release'?"),
        (("sandbox", "remove", "nobody"), "nobody"),
    ],
    ids=" ".join,
)
def test_a_mistake_is_one_line_and_status_2(ask: Ask, words: tuple[str, ...], said: str) -> None:
    """The line says what is wrong and what is allowed."""
    result = ask(*words)

    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("mockkf: ")
    assert result.stderr.count("\n") == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_the_mock_is_found_by_its_ready_file(mockkf: MockKeyfactor, tmp_path: Path) -> None:
    """The switch or the variable names the ready file; a URL overrides it."""
    path = tmp_path / "ready"
    path.write_text(json.dumps({"control": mockkf.control_url}), "utf-8")
    send(mockkf, "ops@example.com", "found")

    assert "'found'" in run("messages", "--ready-file", str(path)).stdout
    assert "'found'" in run("messages", MOCKKF_READY_FILE=str(path)).stdout
    assert "'found'" in run("messages", MOCKKF_URL=origin(mockkf), MOCKKF_READY_FILE="nothing").stdout


def test_a_mock_that_is_not_there_is_said(tmp_path: Path) -> None:
    """The exit status is 2, and the error has the address."""
    missing = run("messages", "--ready-file", str(tmp_path / "none"))
    silent = run("messages", "--url", "http://127.0.0.1:1")

    assert (missing.exit_code, silent.exit_code) == (2, 2)
    assert "is the mock running?" in missing.stderr
    assert "no mock answers at http://127.0.0.1:1" in silent.stderr


def test_the_commands_of_the_page_work(mockkf: MockKeyfactor, command: Command) -> None:
    """Each command in the block of docs/server.md works against a mock that has sent a mail."""
    command.test()
    page = (Path(__file__).parents[2] / "docs" / "server.md").read_text("utf-8")
    lines = re.findall(r"^mockkf ((?:messages|wait|fault|trace|clear|reset).*)$", page, re.MULTILINE)

    results = {line: run(*shlex.split(line, comments=True), MOCKKF_URL=origin(mockkf)) for line in lines}

    assert len(lines) == 6
    assert {line: result.stderr for line, result in results.items() if result.exit_code} == {}


def test_the_usual_address_is_that_of_serve() -> None:
    """The default is the port of `mockkf serve`."""
    assert USUAL in run("messages", "--help").stdout


def test_a_token_opens_the_door(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """The switch or the variable sets the token; without it the control API refuses."""
    mock = mockkf_factory(control_token="0pen")
    url = origin(mock)

    assert run("reset", "--url", url, "--token", "0pen").exit_code == 0
    assert run("reset", "--url", url, MOCKKF_CONTROL_TOKEN="0pen").exit_code == 0
    refused = run("reset", "--url", url, "--token", "wr0ng")
    assert refused.exit_code == 2
    assert "refuses this control token" in refused.stderr
    assert "wr0ng" not in refused.stderr


def test_clear_empties_mailbox_and_journal_alone(ask: Ask, mockkf: MockKeyfactor, command: Command) -> None:
    """Profile, faults, sandboxes and epoch stay, and ids go on."""
    command.test()
    mockkf.faults.add("relay.login", reply="451 later", after=9)
    mockkf.sandbox("kept")
    epoch = mockkf.state.epoch

    result = ask("clear")

    assert result.stdout == "removed 1 message and 1 call\n"
    assert (mockkf.mailbox.all, len(mockkf.journal)) == ((), 0)
    assert (mockkf.state.epoch, len(mockkf.faults), [*mockkf.sandboxes]) == (epoch, 1, ["kept"])
    command.test()
    assert mockkf.mailbox.expect_one().id == 2


def test_help_cuts_no_sentence() -> None:
    """At 80 columns every command and group has its whole first sentence, and options show their choices."""
    for words in ((), ("fault",), ("sandbox",), ("serve",), ("contract",)):
        shown = run(*words, "--help", COLUMNS="80").stdout
        assert "..." not in shown.partition("\n")[2]
        assert max(map(len, shown.splitlines())) <= 80
    assert "--auth [any|basic|bearer|off]" in run("serve", "--help").stdout
    assert "server." in run("--help", COLUMNS="80").stdout


@pytest.mark.parametrize(
    ("words", "choices"),
    [
        ("mockkf cl", ["clear"]),
        ("mockkf serve --auth b", ["basic", "bearer"]),
        ("mockkf contract --grade r", ["recorded"]),
        ("mockkf fault add gmail.b", ["gmail.bad_credentials"]),
        ("mockkf fault add relay.recipient re", ["reply="]),
        ("mockkf sandbox remove s", ["shared"]),
    ],
)
def test_a_shell_completes_names(mockkf: MockKeyfactor, words: str, choices: list[str]) -> None:
    """Commands, choices, presets, members of faults, and the sandboxes of the running mock."""
    mockkf.sandbox("shared")
    count = str(len(words.split()) - 1)
    shell = {
        "_MOCKKF_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": count,
        "MOCKKF_URL": origin(mockkf),
    }

    shown = CliRunner(env=shell).invoke(main, prog_name="mockkf").stdout

    assert [line.partition(",")[2] for line in shown.splitlines()] == choices


def test_colour_is_for_a_terminal(tmp_path: Path) -> None:
    """A terminal gets the label of an error in red; with NO_COLOR, and in a pipe, it is plain."""
    words = [sys.executable, "-m", "mockkf", "mesages"]

    assert on_a_terminal(words, tmp_path).startswith("mockkf: no command")
    assert on_a_terminal(words, tmp_path, NO_COLOR="").startswith("\x1b[31m\x1b[1mmockkf:\x1b[0m no command")
    assert run("mesages").stderr.startswith("mockkf: no command")


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (b"220 mail.example.com ESMTP\r\n", "a mail server answers there; the URL must name the http port of the API"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "the server there is not mockkf; it answered with 200"),
        (b"", "the connection was closed without an answer; the URL must name the http port of the API"),
        (b"SSH-2.0-x\r\n", "the answer is not HTTP; the URL must name the http port of the API"),
    ],
    ids=["mail", "another", "closed", "ssh"],
)
def test_another_server_is_told_apart(answer: bytes, cause: str) -> None:
    """The sentence says what answers at the URL, and which port is needed."""
    with socket.create_server(("127.0.0.1", 0)) as other:

        def greet() -> None:
            connection, _ = other.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(answer)

        thread = Thread(target=greet)
        thread.start()
        url = f"http://127.0.0.1:{other.getsockname()[1]}"
        result = run("messages", "--url", url)
        thread.join()

    assert result.stderr.startswith(f"mockkf: no mock answers at {url}: {cause}; `mockkf serve` starts a mock"), result
