"""MockKeyfactor: start, stop, reset and addresses, alone and beside other mocks."""

import contextlib
import json
import os
import smtplib
import socket
import stat
import tempfile
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from mockkf import ConfigurationError, MockKeyfactor
from mockkf.config.settings import Settings
from mockkf.errors import NothingListens
from mockkf.scenario.reading import change_settings
from tests.support.command import BASIC_V2, RECIPIENT, Command

PATIENCE = 10.0
"""The time limit for results that normally come at once, in seconds."""

PORTS = ("http_port", "https_port", "smtp_port", "submission_port", "smtps_port")


def addresses(keyfactor: MockKeyfactor) -> list[tuple[str, int]]:
    """Return every address that a running mock listens on."""
    http = [url.split("/")[2].rpartition(":") for url in (keyfactor.url, keyfactor.https_url)]
    relay = keyfactor.relay
    mail = [(relay.host, port) for port in (relay.smtp, relay.submission, relay.smtps)]
    return [(host.strip("[]"), int(port)) for host, _, port in http] + mail


def send(keyfactor: MockKeyfactor, recipient: str = RECIPIENT) -> None:
    """Send a mail to the relay as a client that connects directly."""
    with smtplib.SMTP(keyfactor.relay.host, keyfactor.relay.smtp, timeout=PATIENCE) as client:
        client.sendmail("me@example.com", [recipient], b"Subject: x\r\n\r\n")


def open_sockets() -> set[tuple[int, int]]:
    """Return the sockets of this process: descriptor and inode."""
    found = set()
    for number in (int(path.name) for path in Path("/dev/fd").iterdir()):
        with contextlib.suppress(OSError):  # that of the list itself is closed by now
            status = os.fstat(number)
            if stat.S_ISSOCK(status.st_mode):
                found.add((number, status.st_ino))
    return found


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Fail if the test leaves a new thread or socket."""
    threads, sockets = set(threading.enumerate()), open_sockets()
    yield
    for thread in set(threading.enumerate()) - threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), thread
    assert open_sockets() - sockets == set()


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another socket listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_with_statement_starts_and_stops() -> None:
    """Every port accepts connections inside the statement, and none after it."""
    with MockKeyfactor() as keyfactor:
        everywhere = addresses(keyfactor)
        for address in everywhere:
            socket.create_connection(address, timeout=PATIENCE).close()

    assert len(set(everywhere)) == 5
    for address in everywhere:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address, timeout=PATIENCE)


def test_start_and_stop_do_the_same() -> None:
    """`start` returns the mock itself, ready to use."""
    keyfactor = MockKeyfactor().start()

    assert Command(keyfactor).get().status_code == 200

    url = keyfactor.url
    keyfactor.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=PATIENCE)


def test_stop_can_be_said_twice_and_without_start() -> None:
    """Stopping a mock that does not run has no effect."""
    keyfactor = MockKeyfactor()
    keyfactor.stop()
    other = MockKeyfactor().start()

    other.stop()
    other.stop()


def test_a_mock_starts_once() -> None:
    """A second `start` is refused, and the mock continues to run."""
    with MockKeyfactor() as keyfactor:
        with pytest.raises(ConfigurationError, match="this mock is already started"):
            keyfactor.start()

        assert Command(keyfactor).get().status_code == 200


@pytest.mark.usefixtures("nothing_left")
def test_stop_leaves_nothing_behind(temporary: Path) -> None:
    """`stop` leaves no thread, socket or file, even with open connections."""
    with contextlib.ExitStack() as clients, MockKeyfactor() as keyfactor:
        Command(keyfactor).test()
        assert Path(keyfactor.environ()["SSL_CERT_FILE"]).parent == temporary
        for address in addresses(keyfactor):
            client = clients.enter_context(socket.create_connection(address, timeout=PATIENCE))
            client.sendall(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhal")
        Command(keyfactor).get()  # connections are accepted in order

    assert list(temporary.iterdir()) == []


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize("option", PORTS)
def test_a_start_that_fails_leaves_nothing_behind(temporary: Path, taken: int, option: str) -> None:
    """If one port is taken, no other port stays bound, and the error names the option to change."""
    options: dict[str, Any] = {option: taken}
    keyfactor = MockKeyfactor(**options)

    with pytest.raises(ConfigurationError, match=str(taken)) as caught:
        keyfactor.start()

    assert caught.value.option == option
    assert list(temporary.iterdir()) == []


def test_a_start_that_failed_can_be_tried_again() -> None:
    """The same mock starts when the port is free."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        keyfactor = MockKeyfactor(http_port=port)
        with pytest.raises(ConfigurationError):
            keyfactor.start()

    with keyfactor:
        assert keyfactor.url == f"http://127.0.0.1:{port}/KeyfactorAPI"


@pytest.mark.parametrize(
    "ask",
    [
        lambda keyfactor: keyfactor.url,
        lambda keyfactor: keyfactor.https_url,
        lambda keyfactor: keyfactor.control_url,
        lambda keyfactor: keyfactor.relay,
        lambda keyfactor: keyfactor.environ(),
        lambda keyfactor: keyfactor.ca_file,
    ],
    ids=["url", "https_url", "control_url", "relay", "environ", "ca_file"],
)
def test_an_address_is_known_while_it_listens_only(ask: Callable[[MockKeyfactor], Any], temporary: Path) -> None:
    """Before the start and after the end, the error says what to do, and no file is left."""
    early, late = MockKeyfactor(), MockKeyfactor()
    with late:
        assert ask(late)

    for keyfactor in (early, late):
        with pytest.raises(NothingListens, match=r"^this mock is not started; use it in a with statement, or call st"):
            ask(keyfactor)
    assert list(temporary.iterdir()) == []


def test_a_mock_tells_its_own_addresses(mockkf: MockKeyfactor) -> None:
    """The mock has URLs with the first base path, the URL of the control API, and a port for each mail listener."""
    http, https = mockkf.url.split("/")[2], mockkf.https_url.split("/")[2]

    assert mockkf.url == f"http://{http}/KeyfactorAPI"
    assert mockkf.https_url == f"https://{https}/KeyfactorAPI"
    assert mockkf.control_url == f"http://{http}/mockkf"
    assert mockkf.relay.host == "127.0.0.1"
    assert len({*mockkf.relay[1:]}) == 3


def test_the_environment_leads_a_client_here(mockkf: MockKeyfactor) -> None:
    """A client with only these variables reaches the API and trusts its certificate."""
    environ = mockkf.environ({})

    answer = requests.get(
        f"https://{environ['KEYFACTOR_HOSTNAME']}/{environ['KEYFACTOR_API_PATH']}/SMTP",
        auth=(rf"{environ['KEYFACTOR_DOMAIN']}\{environ['KEYFACTOR_USERNAME']}", environ["KEYFACTOR_PASSWORD"]),
        verify=environ["REQUESTS_CA_BUNDLE"],
        timeout=PATIENCE,
    )

    assert answer.status_code == 200
    assert environ["NO_PROXY"].split(",") == ["127.0.0.1", "localhost", "::1"]
    assert {environ["KEYFACTOR_CA_CERT"], environ["SSL_CERT_FILE"], environ["REQUESTS_CA_BUNDLE"]} == {mockkf.ca_file}
    assert Path(mockkf.ca_file).read_bytes() == mockkf.ca_pem


def test_the_environment_of_the_test_is_left_alone(mockkf: MockKeyfactor) -> None:
    """`environ` returns a dict and sets no variable."""
    before = dict(os.environ)

    mockkf.environ()["KEYFACTOR_HOSTNAME"] = "elsewhere"

    assert dict(os.environ) == before
    assert mockkf.environ()["KEYFACTOR_HOSTNAME"] != "elsewhere"


def test_two_mocks_do_not_know_of_each_other() -> None:
    """Two mocks share no profile, mail, journal or CA; a reset of one does not reset the other."""
    with MockKeyfactor() as one, MockKeyfactor(release="10.5") as other:
        Command(one).put(Host="one.example.com")
        Command(one).test()
        send(other, "b@example.com")

        assert [message.envelope.recipients for message in one.mailbox.all] == [(RECIPIENT,)]
        assert [message.envelope.recipients for message in other.mailbox.all] == [("b@example.com",)]
        assert len(one.journal) == 2
        assert other.journal == ()
        assert Command(other).get(1).json()["Host"] == "smtp.keyexample.com"
        assert one.ca_pem != other.ca_pem
        one.reset()
        assert len(one.mailbox) == 0
        assert len(other.mailbox) == 1


def test_one_mock_may_stop_while_another_goes_on() -> None:
    """Stopping one mock closes no connection of the other."""
    with MockKeyfactor() as one:
        with MockKeyfactor() as other:
            Command(other).test()

        assert Command(one).test().status_code == 200
        assert len(other.mailbox) == 1


def test_what_was_captured_can_be_read_after_stop() -> None:
    """Mail and journal stay readable after `stop`."""
    with MockKeyfactor() as keyfactor:
        Command(keyfactor).test()

    assert keyfactor.mailbox.expect_one(to=RECIPIENT).subject == "Keyfactor Command SMTP test"
    assert [call.status for call in keyfactor.journal] == [200]


def test_options_are_keywords() -> None:
    """Each option of `Settings` is a keyword, also together with a scenario."""
    with MockKeyfactor(release="24.4", base_paths=["/Command"]) as keyfactor:
        answer = Command(keyfactor).get()

        assert keyfactor.url.endswith("/Command")
    assert answer.headers["X-Keyfactor-Product-Version"] == "24.4"


def test_an_unknown_option_is_refused_with_the_nearest() -> None:
    """A misspelt keyword is an error before anything listens."""
    with pytest.raises(ConfigurationError, match=r"^no option 'relase'; did you mean 'release'\?$"):
        MockKeyfactor(relase="25.5")


def test_reset_can_change_the_settings(command: Command, mockkf: MockKeyfactor) -> None:
    """With `settings` the running server emulates another release, until the next reset."""
    mockkf.reset(settings=change_settings(Settings(), release="10.5"))
    older = command.get(1).headers["X-Keyfactor-Product-Version"]

    mockkf.reset()

    assert older == "10.5"
    assert command.get().headers["X-Keyfactor-Product-Version"] == "25.5"


def test_each_reset_is_a_new_epoch(mockkf: MockKeyfactor) -> None:
    """Each reset increments the epoch; ids start at 1 again."""
    send(mockkf)
    epoch = mockkf.state.epoch

    assert mockkf.reset() == epoch + 1
    send(mockkf)
    assert (mockkf.mailbox.all[0].id, mockkf.mailbox.all[0].epoch) == (1, epoch + 1)


@pytest.mark.parametrize("end", [MockKeyfactor.reset, MockKeyfactor.stop], ids=["reset", "stop"])
def test_the_end_of_an_epoch_wakes_who_waits(end: Callable[[MockKeyfactor], Any]) -> None:
    """A test that waits for mail fails at once when the epoch ends."""
    asked = threading.Event()

    def looks(_: Any) -> bool:
        asked.set()
        return False

    with MockKeyfactor() as keyfactor, ThreadPoolExecutor(1) as pool:
        send(keyfactor)
        waiting = pool.submit(keyfactor.mailbox.expect_one, subject=looks, timeout=10 * PATIENCE)
        assert asked.wait(PATIENCE)

        end(keyfactor)

        assert isinstance(waiting.exception(PATIENCE), AssertionError)


def test_a_mail_that_began_before_a_reset_is_late(mockkf: MockKeyfactor) -> None:
    """The mail is accepted and reported as late, but is not in the mailbox of the next test."""
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, timeout=PATIENCE) as client:
        client.ehlo()
        client.mail("me@example.com")
        epoch = mockkf.state.epoch
        mockkf.reset()

        client.rcpt(RECIPIENT)
        assert client.data(b"Subject: late\r\n\r\n")[0] == 250

    mockkf.mailbox.expect_none()
    [late] = mockkf.state.late
    assert (late.epoch, getattr(late, "subject", None)) == (epoch, "late")
    assert requests.get(f"{mockkf.control_url}/journal", timeout=PATIENCE).json()["late"] == 1


def late(mock: MockKeyfactor, end: Callable[[], object], method: str, path: str, body: str = "") -> bytes:
    """Return the answer to a request whose first byte arrived before `end`."""
    user = b64encode(":".join(mock.credentials).encode()).decode()
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {user}\r\nx-keyfactor-api-version: 2\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(addresses(mock)[0], timeout=PATIENCE) as client:
        client.sendall(head[:1].encode())
        end()
        client.sendall(f"{head[1:]}{body}".encode())
        return b"".join(iter(lambda: client.recv(65_536), b""))


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_call_that_began_before_a_reset_is_late(mockkf: MockKeyfactor, method: str) -> None:
    """The call is answered, but does not change the journal or the profile of the next test."""
    epoch = mockkf.state.epoch
    profile = json.dumps({**BASIC_V2, "Host": "late.example.com"})

    answer = late(mockkf, mockkf.reset, method, "/KeyfactorAPI/SMTP", profile if method == "PUT" else "")

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert [(late.epoch, getattr(late, "method", None)) for late in mockkf.state.late] == [(epoch, method)]
    assert mockkf.journal == ()
    assert mockkf.state.profile.host == "smtp.keyexample.com"


def test_a_test_mail_that_began_before_a_reset_is_late(mockkf: MockKeyfactor) -> None:
    """The call and its mail belong to the previous epoch."""
    body = json.dumps({**BASIC_V2, "TestRecipient": RECIPIENT})

    answer = late(mockkf, mockkf.reset, "POST", "/KeyfactorAPI/SMTP/Test", body)

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert len(mockkf.state.late) == 2
    assert (len(mockkf.journal), len(mockkf.mailbox)) == (0, 0)


def test_the_control_api_is_of_now(mockkf: MockKeyfactor) -> None:
    """The control API always answers with the present epoch, also to a request that began in an earlier one."""
    answer = late(mockkf, mockkf.reset, "GET", "/mockkf/journal")

    assert json.loads(answer.partition(b"\r\n\r\n")[2])["epoch"] == mockkf.state.epoch


def test_change_goes_on_with_other_options(command: Command, mockkf: MockKeyfactor) -> None:
    """A change keeps profile, secrets, calls, mail and the count of ids; the next reset reverts it."""
    mockkf.vaults[2]["MyFolderName", "Here"] = "s3cret"
    command.put(Host="kept.example.com")
    command.test()
    epoch = mockkf.state.epoch

    assert mockkf.change(release="24.4", test_subject="changed") == epoch + 1

    answer = command.get(1)
    command.test(1)
    assert answer.headers["X-Keyfactor-Product-Version"] == "24.4"
    assert answer.json()["Host"] == "kept.example.com"
    assert ("MyFolderName", "Here") in mockkf.vaults[2]
    assert [call.id for call in mockkf.journal] == [1, 2, 3, 4]
    assert [(mail.id, mail.subject) for mail in mockkf.mailbox.all] == [
        (1, "Keyfactor Command SMTP test"),
        (2, "changed"),
    ]
    mockkf.reset()
    assert command.get().headers["X-Keyfactor-Product-Version"] == "25.5"


def test_changes_add_up(command: Command, mockkf: MockKeyfactor) -> None:
    """A second change keeps the options of the first."""
    mockkf.change(release="24.4")
    mockkf.change(test_subject="changed")

    command.test(1)
    assert command.get(1).headers["X-Keyfactor-Product-Version"] == "24.4"
    assert mockkf.mailbox.expect_one().subject == "changed"


@pytest.mark.parametrize("option", ["host", *PORTS])
def test_change_leaves_the_listeners(mockkf: MockKeyfactor, option: str) -> None:
    """The addresses of the listeners cannot change after the start."""
    with pytest.raises(ConfigurationError, match=f"cannot change {option}: host and ports are fixed after the start"):
        mockkf.change(**{option: 0})


def test_an_unknown_change_changes_nothing(mockkf: MockKeyfactor) -> None:
    """A misspelt option is refused, and the epoch does not change."""
    epoch = mockkf.state.epoch

    with pytest.raises(ConfigurationError, match="did you mean 'release'"):
        mockkf.change(relase="24.4")

    assert mockkf.state.epoch == epoch


def test_restore_goes_back_to_a_snapshot(command: Command, mockkf: MockKeyfactor) -> None:
    """Each restore brings back profile, secrets, calls and mail, in a new epoch."""
    command.put(Host="kept.example.com")
    command.test()
    snapshot = mockkf.snapshot()
    for _ in range(2):
        command.put(Host="other.example.com")
        command.test()
        mockkf.vaults[2]["MyFolderName", "Here"] = "s3cret"
        epoch = mockkf.state.epoch

        assert mockkf.restore(snapshot) == epoch + 1

        assert mockkf.state.profile.host == "kept.example.com"
        assert ("MyFolderName", "Here") not in mockkf.vaults[2]
        assert [call.id for call in mockkf.journal] == [1, 2]
        assert [mail.id for mail in mockkf.mailbox.all] == [1]


def test_restore_keeps_the_options(command: Command, mockkf: MockKeyfactor) -> None:
    """A snapshot has stored data and captured mail, but no options."""
    snapshot = mockkf.snapshot()
    mockkf.change(release="24.4")

    mockkf.restore(snapshot)

    assert command.get(1).headers["X-Keyfactor-Product-Version"] == "24.4"


def test_restore_takes_snapshots_only(mockkf: MockKeyfactor) -> None:
    """Any other value is refused, and the epoch does not change."""
    epoch = mockkf.state.epoch
    wrong: Any = {"profile": None}

    with pytest.raises(TypeError, match=r"restore\(\) takes the value that snapshot\(\) returned, not dict"):
        mockkf.restore(wrong)

    assert mockkf.state.epoch == epoch


def test_resets_from_many_threads_are_epochs_each(mockkf: MockKeyfactor) -> None:
    """Each reset gets its own epoch number."""
    epoch = mockkf.state.epoch
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: mockkf.reset(), range(40)))

    assert sorted(numbers) == list(range(epoch + 1, epoch + 41))


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
def test_ipv6_works_from_end_to_end() -> None:
    """On ::1 the API answers, a test mail arrives, and every address is written in brackets."""
    with MockKeyfactor(host="::1") as keyfactor:
        answers = [Command(keyfactor).test(), Command(keyfactor).test(UseSSL=False), Command(keyfactor).test(Port=465)]
        over_tls = requests.get(
            f"{keyfactor.https_url}/SMTP", auth=keyfactor.credentials, verify=keyfactor.ca_file, timeout=PATIENCE
        )

        assert [answer.status_code for answer in answers] == [200] * 3
        assert over_tls.status_code == 200
        assert keyfactor.url.startswith("http://[::1]:")
        assert keyfactor.environ()["KEYFACTOR_HOSTNAME"].startswith("[::1]:")
        assert [message.target is not None for message in keyfactor.mailbox.all] == [True] * 3
        assert [message.call for message in keyfactor.mailbox.all] == [1, 2, 3]


@pytest.mark.parametrize("host", ["localhost", "0.0.0.0"])
def test_a_name_or_wildcard_is_reached_on_loopback(host: str) -> None:
    """Addresses show 127.0.0.1 for a host that clients cannot connect to."""
    with MockKeyfactor(host=host) as keyfactor:
        assert Command(keyfactor).test().status_code == 200
        send(keyfactor)

        assert (keyfactor.relay.host, len(keyfactor.mailbox)) == ("127.0.0.1", 2)
