"""HTTP connections that never became a call: the journal, the log, the control API and the remote mock show them."""

import contextlib
import logging
import socket
import ssl
import struct
import warnings
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests

from mockkf import FailedConnection, MockKeyfactor
from mockkf.instance import Mock
from mockkf.remote import RemoteKeyfactor
from tests.support.command import BASIC_V2, Command
from tests.support.web import LAST, PATIENCE, Wire

UNTRUSTED = "the client does not trust the mock's CA: verify=mockkf.ca_file, or the fixture mockkf_env"
NOT_PLAIN = "The request is malformed. This port speaks TLS, not plain HTTP: use https:// in the URL, or the http port."
NOT_TLS = "The request is malformed. This port speaks plain HTTP, not TLS: use http:// in the URL, or the https port."
POST = b"POST /KeyfactorAPI/SMTP/Test HTTP/1.1\r\nHost: x\r\n"


@contextlib.contextmanager
def connected(url: str) -> Iterator[Wire]:
    """Yield a client that is connected to the port of `url` and has sent nothing."""
    parts = urlsplit(url)
    with contextlib.closing(Wire(socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE))) as client:
        yield client


def failed(mock: Mock, number: int = 1) -> tuple[FailedConnection, ...]:
    """Return the failed connections as soon as there are so many."""
    found = mock.state.wait(lambda: mock.state.connections if len(mock.state.connections) >= number else None, PATIENCE)
    assert found, mock.state.connections
    return found


def one(mock: Mock) -> FailedConnection:
    """Return the only failed connection."""
    [found] = failed(mock)
    return found


def trusting(mock: Mock) -> ssl.SSLContext:
    """Return a context that trusts the CA of the mock."""
    return ssl.create_default_context(cafile=mock.ca_file)


# TLS


def test_a_client_that_does_not_trust_the_ca_is_told(mockkf: MockKeyfactor, caplog: pytest.LogCaptureFixture) -> None:
    """One entry has the reason and what to do, and the log has one line."""
    caplog.set_level(logging.INFO, "mockkf")
    parts = urlsplit(mockkf.https_url)

    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"https://localhost:{parts.port}/KeyfactorAPI/SMTP", timeout=PATIENCE)

    entry = one(mockkf)
    assert (entry.id, entry.listener, entry.status, entry.request) == (1, "https", 0, "")
    assert (entry.sni, entry.epoch) == ("localhost", mockkf.state.epoch)
    assert entry.reason == f"TLS failed: TLSV1_ALERT_UNKNOWN_CA; {UNTRUSTED}"
    assert mockkf.journal.connections == (entry,)
    lines = [record.getMessage() for record in caplog.records if record.name == "mockkf"]
    assert [line for line in lines if "connection to https" in line] == [
        f"connection to https from 127.0.0.1 failed: {entry.reason}"
    ]
    assert mockkf.journal == ()
    assert mockkf.state.probes == 0


def test_a_client_that_checks_another_name_is_told(mockkf: MockKeyfactor) -> None:
    """The reason says that the certificate is for another name."""
    with connected(mockkf.https_url) as client, pytest.raises(ssl.SSLCertVerificationError):
        trusting(mockkf).wrap_socket(client.socket, server_hostname="192.0.2.9")

    assert one(mockkf).reason.startswith(
        "TLS failed: SSLV3_ALERT_BAD_CERTIFICATE; the certificate is not for the name that the client checks"
    )


def test_a_client_with_an_old_protocol_is_told(mockkf: MockKeyfactor) -> None:
    """The reason names the versions of TLS that the mock supports."""
    context = trusting(mockkf)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with connected(mockkf.https_url) as client, pytest.raises(ssl.SSLError):
        context.wrap_socket(client.socket, server_hostname="localhost")

    assert one(mockkf).reason == (
        "TLS failed: UNSUPPORTED_PROTOCOL; client and server have no TLS version in common: the mock supports TLS 1.2 "
        "and 1.3"
    )


def test_a_client_that_ends_after_the_handshake_is_told(mockkf: MockKeyfactor) -> None:
    """Some clients check the certificate after the handshake, and close the connection without an alert."""
    with connected(mockkf.https_url) as client:
        trusting(mockkf).wrap_socket(client.socket, server_hostname="localhost").close()

    # It has not read the session tickets, so that its close may be a reset.
    assert one(mockkf).reason in {
        f"the client {way} the connection after the TLS handshake, before a request; perhaps {UNTRUSTED}"
        for way in ("closed", "aborted")
    }


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\x02\x00", b"\x16"])
def test_a_client_that_ends_inside_the_handshake_is_told(mockkf: MockKeyfactor, sent: bytes) -> None:
    """The reason mentions the CA, which is the usual cause."""
    with connected(mockkf.https_url) as client:
        client.send(sent)

    assert one(mockkf).reason == f"TLS failed: the client closed the connection; perhaps {UNTRUSTED}"


def test_plain_http_on_the_tls_port_is_answered_and_told(mockkf: MockKeyfactor) -> None:
    """The answer is plain text too, and says which URL to use."""
    url = mockkf.https_url.replace("https", "http")

    answer = requests.get(f"{url}/SMTP", timeout=PATIENCE)

    assert (answer.status_code, answer.json()["Message"]) == (400, NOT_PLAIN)
    entry = one(mockkf)
    assert (entry.listener, entry.reason, entry.status) == ("https", NOT_PLAIN, 400)


def test_other_bytes_on_the_tls_port_are_told(mockkf: MockKeyfactor) -> None:
    """Bytes that are neither TLS nor HTTP have the reason of OpenSSL."""
    with connected(mockkf.https_url) as client:
        client.send(b"\x00\x01\x02\x03\x04\x05")
        assert client.is_closed()

    assert one(mockkf).reason.startswith("TLS failed: ")


def test_tls_on_the_plain_port_is_told(mockkf: MockKeyfactor) -> None:
    """The entry says which URL to use."""
    with connected(mockkf.url) as client, pytest.raises(ssl.SSLError):
        trusting(mockkf).wrap_socket(client.socket, server_hostname="localhost")

    entry = one(mockkf)
    assert (entry.listener, entry.reason, entry.status) == ("http", NOT_TLS, 400)


def test_the_token_endpoint_is_told_too(mockkf: MockKeyfactor) -> None:
    """The identity provider is behind the same ports."""
    with pytest.raises(requests.exceptions.SSLError):
        requests.post(mockkf.idp.token_url, data={}, timeout=PATIENCE)

    assert UNTRUSTED in one(mockkf).reason


def test_a_fault_of_a_certificate_is_in_the_trace_only(mockkf: MockKeyfactor, command: Command) -> None:
    """The client that rejects the certificate is the mock's own, and the trace of its call says so."""
    mockkf.faults.add("idp.connect", certificate="self_signed")

    answer = command.test(
        RelayAuthenticationType=3,
        ClientId={"SecretValue": "command-email"},
        ClientSecret={"SecretValue": "s3cret"},
        TokenEndpoint="https://idp.keyexample.com/token",
    )

    assert "certificate was rejected" in answer.json()["Message"]
    assert (mockkf.state.connections, mockkf.state.probes) == ((), 0)


# Requests


TALK: dict[str, tuple[bytes, str, str]] = {
    "request line": (b"GET /Keyf", "inside the head of a request", ""),
    "head": (POST + b"Content-Le", "inside the head of POST /KeyfactorAPI/SMTP/Test", "POST /KeyfactorAPI/SMTP/Test"),
    "query": (b"GET /a?secret=s3cret HTTP/1.1\r\n", "inside the head of GET /a", "GET /a"),
    "URL": (b"GET http://u:s3cret@host/a HTTP/1.1\r\n", "inside the head of GET /a", "GET /a"),
    "body": (
        POST + b'Content-Length: 100\r\n\r\n{"RelayPassword": "s3cret',
        "inside the body of POST /KeyfactorAPI/SMTP/Test, after 25 of 100 bytes",
        "POST /KeyfactorAPI/SMTP/Test",
    ),
    "chunks": (
        POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nhe",
        "inside the body of POST /KeyfactorAPI/SMTP/Test, after 7 bytes of a chunked body",
        "POST /KeyfactorAPI/SMTP/Test",
    ),
}
"""What a client sends before it ends, and the place and the request of the entry."""


@pytest.mark.parametrize("said", TALK)
@pytest.mark.parametrize("is_reset", [False, True], ids=["closed", "reset"])
def test_a_client_that_hangs_up_is_told(
    mockkf: MockKeyfactor, said: str, caplog: pytest.LogCaptureFixture, *, is_reset: bool
) -> None:
    """One entry and one line in the log have the place; there is no call, and no secret is shown."""
    caplog.set_level(logging.INFO, "mockkf")
    sent, place, request = TALK[said]

    with connected(mockkf.url) as client:
        client.send(sent)
        if is_reset:
            client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    entry = one(mockkf)
    assert entry.reason in {f"the client {way} the connection {place}" for way in ("closed", "aborted")}
    assert (entry.request, entry.status) == (request, 0)
    assert mockkf.journal == ()
    assert [record.getMessage() for record in caplog.records if record.name == "mockkf"] == [
        f"connection to http from 127.0.0.1 failed: {entry.reason}"
    ]
    assert "s3cret" not in f"{entry}{entry.request}{caplog.text}"


def test_a_body_that_is_broken_off_plays_no_fault(mockkf: MockKeyfactor) -> None:
    """A fault that fires once is left for the next call."""
    fault = mockkf.faults.add("http.request", status=503, times=1)

    with connected(mockkf.url) as client:
        client.send(TALK["body"][0])
    failed(mockkf)

    assert (fault.seen, fault.fired) == (0, 0)


@pytest.mark.rule("http-malformed")
@pytest.mark.parametrize(
    ("sent", "reason", "status"),
    [
        (b"\x00\x01\x02", "The request line has a control character", 400),
        (b"hello there\r\n", "The request line has no HTTP version", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/2.0 is not supported", 505),
        (POST + b"s3cret in a line\r\n\r\n", "A header line has no colon", 400),
        (POST + b"s3cret\x00: x\r\n\r\n", "A header name has characters that are not allowed", 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\ns3cret\r\n", "Bad chunk: the line with its size is invalid", 400),
    ],
)
def test_garbage_is_answered_and_told(
    mockkf: MockKeyfactor, sent: bytes, reason: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    """The entry has the sentence and the status of the answer; neither quotes what was sent."""
    caplog.set_level(logging.INFO, "mockkf")

    with connected(mockkf.url) as client:
        client.send(sent)
        answer = client.answer()

    entry = one(mockkf)
    assert (answer[0], entry.status) == (status, status)
    assert entry.reason.startswith(f"The request is malformed. {reason}")
    assert "s3cret" not in f"{answer}{entry}{caplog.text}"


@pytest.mark.parametrize("number", range(10))
def test_a_failure_that_a_client_has_seen_can_be_read_at_once(mockkf: MockKeyfactor, number: int) -> None:
    """In Python and over the control API: what clients have sent is read first."""
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{mockkf.https_url}/SMTP", timeout=PATIENCE)
    if number % 2:
        assert len(mockkf.journal.connections) == 1
    with connected(mockkf.url) as idle, connected(mockkf.https_url):
        idle.send(b"GET / HT")
        with connected(mockkf.url) as client:
            client.send(b"GET / HT")

        journal = requests.get(f"{mockkf.control_url}/journal", timeout=PATIENCE).json()

    assert {entry["reason"].partition(";")[0] for entry in journal["connections"]} == {
        "TLS failed: TLSV1_ALERT_UNKNOWN_CA",
        "the client closed the connection inside the head of a request",
    }


def test_the_entry_is_there_before_the_answer(mockkf: MockKeyfactor) -> None:
    """A client that has the answer finds the entry without waiting."""
    for number in range(1, 20):
        with connected(mockkf.url) as client:
            client.send(b"garbage\r\n")
            client.answer()
            assert len(mockkf.journal.connections) == number


def test_a_failed_connection_of_a_sandbox_is_in_its_journal(mockkf: MockKeyfactor) -> None:
    """The path names the sandbox."""
    with mockkf.sandbox("a") as sandbox:
        with connected(mockkf.url) as client:
            client.send(b"POST /Sandbox/A/KeyfactorAPI/SMTP/Test HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf")

        assert one(sandbox).request == "POST /Sandbox/A/KeyfactorAPI/SMTP/Test"
    assert mockkf.state.connections == ()


def test_what_began_before_a_reset_is_late(mockkf: MockKeyfactor) -> None:
    """It is shown as late, and does not count in the next test."""
    epoch = mockkf.state.epoch
    with connected(mockkf.url) as client:
        client.send(b"G")
        mockkf.reset()

    mockkf.state.wait(lambda: mockkf.state.late or None, PATIENCE)
    assert [(entry.epoch, type(entry)) for entry in mockkf.state.late] == [(epoch, FailedConnection)]
    assert mockkf.state.connections == ()


# What is not told


@pytest.mark.parametrize("sent", [b"", b"\r\n", b"\n\r\n"])
def test_a_connection_that_sends_nothing_is_only_counted(mockkf: MockKeyfactor, sent: bytes) -> None:
    """As probes of Docker and Kubernetes, on both ports; empty lines are nothing."""
    with connected(mockkf.url) as client, connected(mockkf.https_url):
        client.send(sent)

    assert mockkf.state.wait(lambda: mockkf.state.probes == 2 or None, PATIENCE)
    assert mockkf.state.connections == ()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_end_of_a_kept_connection_is_not_told(mockkf: MockKeyfactor, scheme: str) -> None:
    """A client that closes a connection after its calls has done nothing wrong."""
    url = mockkf.url if scheme == "http" else mockkf.https_url
    with requests.Session() as session:
        session.get(f"{url}/SMTP", auth=mockkf.credentials, verify=mockkf.ca_file, timeout=PATIENCE)
    with connected(mockkf.url) as client:
        client.send(b"garbage\r\n")  # connections end in any order, but this is the only failure
        client.answer()

    assert [entry.reason for entry in failed(mockkf)] == [
        "The request is malformed. The request line has no HTTP version."
    ]
    assert mockkf.state.probes == 0


def test_the_stop_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    """Connections that the mock itself ends are no failures of clients."""
    caplog.set_level(logging.INFO, "mockkf")
    with MockKeyfactor() as mock, connected(mock.url) as half, connected(mock.https_url) as silent:
        half.send(TALK["body"][0])
        mock.stop()
        assert half.is_closed()
        assert silent.is_closed()

    assert (mock.state.connections, mock.state.late, mock.state.probes) == ((), (), 0)
    assert [record.getMessage() for record in caplog.records if "failed" in record.getMessage()] == []


# Where it is shown


def test_the_control_api_shows_failed_connections(mockkf: MockKeyfactor) -> None:
    """`connections` obeys start and limit; `connections_total` is the number of all."""
    for _ in range(3):
        with connected(mockkf.url) as client:
            client.send(b"garbage\r\n")
            client.answer()

    journal = requests.get(f"{mockkf.control_url}/journal?start=1&limit=1", timeout=PATIENCE).json()

    [entry] = journal["connections"]
    assert (entry["id"], entry["listener"], entry["status"], entry["sni"]) == (2, "http", 400, None)
    assert entry["peer"][0] == "127.0.0.1"
    assert journal["connections_total"] == 3
    assert journal["total"] == 0
    metrics = requests.get(f"{mockkf.control_url}/metrics", timeout=PATIENCE).text
    assert 'mockkf_connections_total{listener="http"} 3.0' in metrics


def test_a_remote_mock_shows_failed_connections(mockkf: MockKeyfactor) -> None:
    """They are equal to those of the mock itself."""
    with connected(mockkf.url) as client:
        client.send(b"garbage\r\n")
        client.answer()

    with RemoteKeyfactor(mockkf.url) as remote:
        assert remote.journal.connections == mockkf.journal.connections != ()


def test_only_the_newest_are_kept_and_the_others_counted() -> None:
    """`call_limit` limits them like calls; `dropped` has the number of the others."""
    with MockKeyfactor(call_limit=3) as mock:
        for _ in range(5):
            with connected(mock.url) as client:
                client.send(b"garbage\r\n")
                client.answer()

        journal = requests.get(f"{mock.control_url}/journal", timeout=PATIENCE).json()

        assert [each["id"] for each in journal["connections"]] == [3, 4, 5]
        assert journal["dropped"] == {"calls": 0, "messages": 0, "connections": 2}
        assert mock.state.dropped["connections"] == 2


def test_long_texts_are_cut_and_the_bytes_are_limited() -> None:
    """A path of 60,000 characters is stored as 2,000; `call_memory` limits all together."""
    with MockKeyfactor(call_memory=10_000) as mock:
        for _ in range(10):
            with connected(mock.url) as client:
                client.send(b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\n\r\n")
                client.answer()

        assert len(mock.state.connections) == 3
        assert len(mock.state.connections[-1].request) < 2_100
        assert mock.state.dropped["connections"] == 7


def test_a_snapshot_has_failed_connections(mockkf: MockKeyfactor) -> None:
    """A restore brings them back, and their ids continue."""
    with connected(mockkf.url) as client:
        client.send(b"garbage\r\n")
        client.answer()
    saved = mockkf.snapshot()
    mockkf.reset()

    mockkf.restore(saved)
    with connected(mockkf.url) as client:
        client.send(b"garbage\r\n")
        client.answer()

    assert [each.id for each in mockkf.journal.connections] == [1, 2]


def test_calls_go_on_after_a_failed_connection(mockkf: MockKeyfactor, command: Command) -> None:
    """A failed connection does not affect others."""
    with connected(mockkf.url) as client:
        client.send(b"garbage\r\n")

        assert command.call("PUT", "/SMTP", json=BASIC_V2).status_code == 200
    with connected(mockkf.url) as client:
        client.send(b"GET /readyz HTTP/1.1\r\n", LAST, b"\r\n")
        assert client.answer()[0] == 200
