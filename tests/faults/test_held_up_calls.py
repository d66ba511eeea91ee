"""Held-up calls end when their clients have closed the connection; a half-closed connection still gets its answer."""

import json
import os
import socket
import ssl
import struct
import threading
from base64 import b64encode
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from mockkf import ApiCall, MockKeyfactor
from tests.support.command import BASIC_V2, Command
from tests.support.relay_post import MAIL, RECIPIENT, SENDER
from tests.support.relay_post import Client as MailClient
from tests.support.web import PATIENCE, Wire

ABANDONED = 400


@pytest.fixture(params=["http", "https"])
def scheme(request: pytest.FixtureRequest) -> str:
    """Http and https."""
    scheme: str = request.param
    return scheme


def call(mock: MockKeyfactor, scheme: str = "http", line: str = "GET /KeyfactorAPI/SMTP", version: str = "1.1") -> Wire:
    """Return a client that has sent a request without a body."""
    url = urlsplit(mock.https_url if scheme == "https" else mock.url)
    connection = socket.create_connection((url.hostname or "", url.port or 0), timeout=PATIENCE)
    if scheme == "https":
        trust = ssl.create_default_context(cafile=mock.ca_file)
        connection = trust.wrap_socket(connection, server_hostname=url.hostname)
    user = b64encode(":".join(mock.credentials).encode()).decode()
    client = Wire(connection)
    head = (
        f"{line} HTTP/{version}\r\nHost: x\r\nAuthorization: Basic {user}\r\nx-keyfactor-requested-with: APIClient\r\n"
    )
    client.send(head.encode(), b"x-keyfactor-api-version: 2\r\n\r\n")
    return client


def held(mock: MockKeyfactor, number: int = 1) -> None:
    """Return as soon as so many calls have no answer yet."""
    assert mock.state.wait(lambda: len(mock.state.unanswered) == number or None, PATIENCE)


def ended(mock: MockKeyfactor) -> ApiCall:
    """Return the only call, as soon as it has ended."""
    [found] = mock.state.wait(lambda: mock.state.calls or None, PATIENCE) or ()
    return found


def reset(client: Wire) -> None:
    """Reset a connection."""
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def unwrap(client: Wire) -> None:
    """Close a TLS connection with close_notify."""
    if isinstance(client.socket, ssl.SSLSocket):
        client.socket.settimeout(0)
        with suppress(ssl.SSLError):
            client.socket.unwrap()
    client.close()


@pytest.mark.parametrize("leave", [Wire.close, reset, unwrap])
def test_a_hung_call_ends_with_its_client(mockkf: MockKeyfactor, scheme: str, leave: Callable[[Wire], None]) -> None:
    """The journal has the call without an answer, and the reason says that the client closed the connection."""
    mockkf.faults.add("http.request", hang=True)
    client = call(mockkf, scheme)
    held(mockkf)

    leave(client)

    found = ended(mockkf)
    assert found.status == 0
    assert found.reason == (
        "the connection was closed; fault 1 at http.request (hang=True) fired; the client closed the connection before "
        "the answer"
    )
    assert mockkf.state.unanswered == ()
    assert mockkf.journal.connections == ()


def test_a_delayed_call_is_made_when_its_client_has_gone(mockkf: MockKeyfactor, scheme: str) -> None:
    """The delay ends and the call is made, as by a slow server, without a client to answer."""
    mockkf.faults.add("http.request", delay=3600)
    client = call(mockkf, scheme)
    held(mockkf)

    client.close()

    found = ended(mockkf)
    assert found.status == 200
    assert found.took < 60


@pytest.mark.parametrize("step", ["pam.resolve", "relay.resolve", "idp.connect"])
def test_delays_inside_a_test_mail_end_too(mockkf_factory: Callable[..., MockKeyfactor], step: str) -> None:
    """The test mail of a client that has gone is sent without further delays."""
    mock = mockkf_factory(step_timeout=3600)
    fault = mock.faults.add(step, delay=3000)
    with closing(call(mock, line="GET /readyz")) as client:
        client.answer()
        body = _mail(step)
        user = b64encode(":".join(mock.credentials).encode()).decode()
        client.send(
            f"POST /KeyfactorAPI/SMTP/Test HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {user}\r\n".encode(),
            b"x-keyfactor-requested-with: APIClient\r\nx-keyfactor-api-version: 2\r\n",
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body),
        )
        assert mock.state.wait(lambda: fault.fired or None, PATIENCE)

    assert ended(mock).status == 200
    mock.mailbox.expect_one(to=RECIPIENT)


def _mail(step: str) -> bytes:
    secret = {"Provider": 2, "Parameters": {"Folder": "MyFolderName", "Object": "MyEmailUserPassword"}}
    token: dict[str, Any] = {
        "RelayAuthenticationType": 3,
        "ClientId": {"SecretValue": "command-email"},
        "ClientSecret": {"SecretValue": "x"},
        "TokenEndpoint": "http://idp.keyexample.com/token",
    }
    more = {"pam.resolve": {"RelayPassword": secret}, "idp.connect": token}.get(step, {})
    return json.dumps({**BASIC_V2, "TestRecipient": RECIPIENT, **more}).encode()


def test_a_held_up_token_request_ends_with_its_client(mockkf: MockKeyfactor, scheme: str) -> None:
    """Hang at `idp.token`: the thread of the request ends."""
    before = set(threading.enumerate())
    fault = mockkf.faults.add("idp.token", hang=True)
    body = b"grant_type=client_credentials&client_id=a&client_secret=b"
    with closing(call(mockkf, scheme, "GET /readyz")) as client:
        client.answer()
        client.send(
            b"POST /idp/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n",
            b"Content-Length: %d\r\n\r\n%b" % (len(body), body),
        )
        assert mockkf.state.wait(lambda: fault.fired or None, PATIENCE)

    _join(before)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_half_closed_connection_gets_its_answer(mockkf: MockKeyfactor, scheme: str, version: str) -> None:
    """A client that only stops to send is asked with `100 Continue` whether it is there, unless it has HTTP/1.0."""
    mockkf.faults.add("http.request", delay=0.2)
    with closing(call(mockkf, scheme, version=version)) as client:
        held(mockkf)
        socket.socket.shutdown(client.socket, socket.SHUT_WR)
        if version == "1.1":
            assert client.answer()[0] == 100

        assert client.answer()[0] == 200
        assert client.is_closed()


def test_a_half_closed_connection_can_wait_for_mail(mockkf: MockKeyfactor, scheme: str) -> None:
    """A wait of the control API ends with the mail."""
    with closing(call(mockkf, scheme, "GET /mockkf/messages?wait=60s")) as client:
        socket.socket.shutdown(client.socket, socket.SHUT_WR)
        assert client.answer()[0] == 100
        with MailClient(mockkf.relay.smtp) as mail:
            mail.ehlo()
            mail.mail()

        status, _, body = client.answer()
        assert (status, json.loads(body)["total"]) == (200, 1)


def test_a_client_that_sends_the_next_request_is_not_gone(mockkf: MockKeyfactor) -> None:
    """Unread bytes are no end; both requests are answered."""
    mockkf.faults.add("http.request", delay=0.2)
    with closing(call(mockkf)) as client:
        held(mockkf)
        client.send(b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")

        assert [client.answer()[0], client.answer()[0]] == [200, 200]


def test_a_client_that_sends_more_and_goes_is_gone(mockkf: MockKeyfactor) -> None:
    """Unread bytes do not hide the end of the connection."""
    mockkf.faults.add("http.request", hang=True)
    with closing(call(mockkf)) as client:
        held(mockkf)
        client.send(b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")

    assert ended(mockkf).status == 0


def test_an_answer_that_has_begun_gets_no_interim_answer(mockkf: MockKeyfactor, command: Command) -> None:
    """A half-closed client of a dripping answer gets the bytes of the answer and nothing else."""
    whole = command.get().content
    mockkf.faults.add("http.request", answer="drip", pace=0.0001)
    with closing(call(mockkf)) as client:
        client.socket.shutdown(socket.SHUT_WR)

        assert client.answer()[::2] == (200, whole)
        assert client.is_closed()


def test_abandoned_waits_leave_nothing_behind(mockkf: MockKeyfactor) -> None:
    """After 400 clients have gone there is no thread, no socket and no waiting call left to wake for a mail."""
    before, files = set(threading.enumerate()), _files()
    with ExitStack() as stack:
        for _ in range(ABANDONED):
            client = call(mockkf, line="GET /mockkf/messages?to=nobody@example.com&wait=60s")
            stack.enter_context(closing(client))
        client.socket.shutdown(socket.SHUT_WR)
        assert client.answer()[0] == 100  # it waits

    _join(before)
    assert mockkf.state.watchers == 0
    assert _files() == files
    with MailClient(mockkf.relay.smtp) as mail:
        mail.ehlo()
        mail.mail(MAIL, SENDER, RECIPIENT)
    mockkf.mailbox.expect_one()


def test_calls_that_are_held_up_at_the_stop_end_quietly(caplog: pytest.LogCaptureFixture) -> None:
    """Stop ends them, and their threads, without an error in the log."""
    before = set(threading.enumerate())
    with MockKeyfactor() as mock:
        mock.faults.add("http.request", hang=True)
        clients = [call(mock, scheme) for scheme in ("http", "https") for _ in range(5)]
        held(mock, 10)

    _join(before)
    for client in clients:
        assert client.is_closed()
        client.close()
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize("sent", [b"", b"\x16\x03\x01"])
def test_a_held_up_tls_step_of_the_mail_server_ends_with_its_client(mockkf: MockKeyfactor, sent: bytes) -> None:
    """At the listener smtps, where nothing is read before the step: the refusal says so; a probe is counted."""
    fault = mockkf.faults.add("relay.tls", hang=True)
    with MailClient(mockkf.relay.smtps, greeted=False) as client:
        client.send(sent)
        assert mockkf.state.wait(lambda: fault.fired or None, PATIENCE)

    if not sent:
        assert mockkf.state.wait(lambda: mockkf.state.probes == 1 or None, PATIENCE)
        return
    [refusal] = mockkf.state.wait(lambda: mockkf.state.refusals or None, PATIENCE) or ()
    assert (refusal.step, refusal.reply) == (
        "relay.tls",
        "the client closed the connection before the step relay.tls was complete",
    )


def _join(before: set[threading.Thread]) -> None:
    """Wait until the threads that did not exist before have ended."""
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE)
        assert not thread.is_alive(), thread


def _files() -> int:
    return len([*Path(f"/proc/{os.getpid()}/fd").iterdir()]) if Path("/proc").exists() else 0
