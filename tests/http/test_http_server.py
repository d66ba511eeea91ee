"""The listener of the embedded HTTP server: start, stop, TLS, and many clients at once."""

import contextlib
import json
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import pytest
import requests

from mockkf.errors import ConfigurationError
from mockkf.http.server import HttpServer
from mockkf.http.service import Hooks
from mockkf.tls.certificates import Certificates
from mockkf.unpatched import monotonic
from tests.support.web import LAST, PATIENCE, Hung, Serve, answering, connect, echo, get, post, telling, told

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def test_port_0_is_any_free_one(serve: Serve) -> None:
    """The port is known before the start, and answers after it."""
    server = serve(answering(b"here"))

    assert server.port > 0
    assert get(server).text == "here"


def test_who_connects_before_the_start_is_answered_after_it() -> None:
    """The socket listens as soon as the server is made."""
    server = HttpServer(answering(b"here"), "127.0.0.1", 0)
    with connect(server) as early:
        early.sendall(b"GET / HTTP/1.1\r\n" + LAST + b"\r\n")
        server.start()

        assert told(early).endswith(b"here")

    server.stop()


@pytest.mark.parametrize(("host", "client"), [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("::1", "::1")])
def test_a_literal_address_and_localhost_can_be_listened_on(serve: Serve, host: str, client: str) -> None:
    """IPv4, IPv6 and the name localhost, which is IPv4 first."""
    server = serve(telling("REMOTE_ADDR"), host)

    with socket.create_connection((client, server.port), timeout=PATIENCE) as connection:
        assert json.dumps([client]).encode() in told(connection, b"GET / HTTP/1.1\r\n" + LAST + b"\r\n")


def test_a_port_in_use_is_named() -> None:
    """The error names host, port and cause, and what to do."""
    first = HttpServer(answering(b""), "127.0.0.1", 0)

    with pytest.raises(ConfigurationError) as caught:
        HttpServer(answering(b""), "127.0.0.1", first.port)

    first.stop()
    assert str(caught.value) == (
        f"Cannot listen on host '127.0.0.1', port {first.port}: "
        "the port is in use; choose another, or 0 for any free one."
    )


@pytest.mark.parametrize(
    ("host", "port", "cause"),
    [
        ("192.0.2.1", 0, "this machine does not have this address"),
        ("127.0.0.1", 70_000, "0-65535"),
        ("no such host", 0, ""),
        (".", 0, ""),
        ("a" * 64 + ".example", 0, ""),
    ],
)
def test_what_cannot_be_listened_on_is_named(host: str, port: int, cause: str) -> None:
    """Every error of listening is a `ConfigurationError` that names host and port."""
    with pytest.raises(ConfigurationError) as caught:
        HttpServer(answering(b""), host, port)

    assert f"host {host!r}, port {port}: " in str(caught.value)
    assert cause in str(caught.value)


def test_the_port_is_free_again_after_stop(serve: Serve) -> None:
    """After `stop` another server can use the port at once."""
    server = serve(answering(b"first"))
    get(server)
    server.stop()

    second = HttpServer(answering(b"second"), "127.0.0.1", server.port)
    second.start()

    assert get(second).text == "second"
    second.stop()


def test_stop_does_not_wait_for_a_hung_handler(serve: Serve) -> None:
    """`stop` returns while a handler still runs, and closes the connection of its client."""
    hung = Hung()
    server = serve(hung)
    with connect(server) as client:
        client.sendall(b"GET / HTTP/1.1\r\n" + LAST + b"\r\n")
        assert hung.entered.wait(PATIENCE)

        server.stop()

        assert not hung.left.is_set()
        assert client.recv(1) == b""
    hung.release.set()
    assert hung.left.wait(PATIENCE)


def test_stop_hangs_up_on_clients_that_say_nothing(serve: Serve, certificates: Certificates) -> None:
    """Neither an idle connection nor an unfinished handshake keeps a thread alive."""
    before = set(threading.enumerate())
    plain, secure = serve(echo), serve(echo, tls=certificates.server_context())
    with connect(plain) as idle, connect(secure) as silent, connect(plain) as half:
        half.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhal")
        get(plain)  # connections are accepted in order

        plain.stop()
        secure.stop()

        for client in (idle, silent, half):
            with contextlib.suppress(ConnectionResetError):
                client.recv(1)
        for thread in set(threading.enumerate()) - before:
            thread.join(PATIENCE)
            assert not thread.is_alive()


def test_stop_can_be_said_twice_and_without_start() -> None:
    """`stop` does nothing if the server does not run."""
    server = HttpServer(answering(b""), "127.0.0.1", 0)

    server.stop()
    server.stop()

    with pytest.raises(ConnectionRefusedError):
        connect(server)


def test_hung_requests_starve_nobody(serve: Serve) -> None:
    """While 40 requests wait, the next one is answered."""
    hung = Hung()

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> Any:
        return (hung if environ["PATH_INFO"] == "/hang" else answering(b"here"))(environ, start_response)

    server = serve(app)
    with contextlib.ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(connect(server)).sendall(b"GET /hang HTTP/1.1\r\nHost: x\r\n\r\n")
        assert hung.entered.wait(PATIENCE)

        assert get(server).text == "here"

        hung.release.set()


def test_a_client_that_never_shakes_hands_blocks_nobody(serve: Serve, certificates: Certificates) -> None:
    """A silent connection to the TLS port does not block the next client."""
    server = serve(answering(b"here"), tls=certificates.server_context())

    with connect(server):
        answer = requests.get(f"https://localhost:{server.port}/", verify=str(certificates.ca_file), timeout=PATIENCE)

    assert answer.text == "here"


def test_a_silent_tls_client_is_hung_up_on_after_the_handshake_timeout(
    serve: Serve, certificates: Certificates
) -> None:
    """`handshake_timeout` limits the duration of the handshake."""
    server = serve(answering(b""), tls=certificates.server_context(), handshake_timeout=0.01)

    with connect(server) as silent:
        assert silent.recv(1) == b""


@pytest.mark.parametrize(
    "said", [b"G", b"GET / HT", b"GET / HTTP/1.1\r\nHost:", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"]
)
def test_a_request_that_stops_half_way_is_hung_up_on_after_the_read_timeout(serve: Serve, said: bytes) -> None:
    """`read_timeout` limits every wait inside a request."""
    server = serve(echo, read_timeout=0.01)

    with connect(server) as client:
        assert told(client, said) == b""


def test_https_to_a_plain_port_fails_at_once(serve: Serve, certificates: Certificates) -> None:
    """A TLS client at the plain port gets an answer at once, without a timeout."""
    server = serve(answering(b""))

    with connect(server) as client, pytest.raises(ssl.SSLError):
        certificates.client_context().wrap_socket(client, server_hostname="localhost")


def test_nothing_is_said_on_stderr(serve: Serve, certificates: Certificates, capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing is printed for requests, invalid requests, failed handshakes or failures of the application."""

    def failing(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        del environ, start_response
        raise LookupError

    plain, secure = serve(failing), serve(failing, tls=certificates.server_context())
    with connect(plain) as client:
        told(client, b"garbage\r\n\r\n")
    with connect(secure) as client:
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        with contextlib.suppress(ConnectionResetError):
            client.recv(1)
    get(plain)

    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "said", [b"", b"GET / HTTP/1.1\r\n", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhal"]
)
def test_a_client_that_goes_silent_is_not_worth_a_word(
    serve: Serve, capfd: pytest.CaptureFixture[str], said: bytes
) -> None:
    """A connection that is closed after a timeout prints nothing to stderr."""
    server = serve(echo, idle_timeout=0.01, read_timeout=0.01)
    with connect(server) as client:
        told(client, said)
    for thread in threading.enumerate():
        if thread.name.endswith(" connection"):
            thread.join(PATIENCE)

    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("host", "sni"), [("localhost", "localhost"), ("127.0.0.1", None)])
def test_the_application_knows_the_name_asked_for(
    serve: Serve, certificates: Certificates, host: str, sni: str | None
) -> None:
    """Over TLS the scheme is https, and `mockkf.sni` is the server name that the client requested, if any."""
    server = serve(telling("wsgi.url_scheme", "mockkf.sni"), tls=certificates.server_context())

    answer = requests.get(f"https://{host}:{server.port}/", verify=str(certificates.ca_file), timeout=PATIENCE)

    assert answer.json() == ["https", sni]


def test_a_failure_about_one_connection_ends_no_other(
    serve: Serve, certificates: Certificates, caplog: pytest.LogCaptureFixture
) -> None:
    """If a bug prevents a certificate, the connection is closed; the next client is served."""
    failures = iter([LookupError("a bug")])

    def tls_for(_: tuple[str, int]) -> None:
        for failure in failures:
            raise failure

    server = serve(answering(b"here"), tls=certificates.server_context(), hooks=Hooks(tls_for=tls_for))
    with connect(server) as client:
        assert client.recv(1) == b""

    url = f"https://localhost:{server.port}/"
    assert requests.get(url, verify=str(certificates.ca_file), timeout=PATIENCE).text == "here"
    assert "LookupError: a bug" in caplog.text


def test_over_plain_http_there_is_no_name(serve: Serve) -> None:
    """Without TLS the scheme is http, and `mockkf.sni` None."""
    assert get(serve(telling("wsgi.url_scheme", "mockkf.sni"))).json() == ["http", None]


def test_an_answer_over_tls_ends_with_a_good_bye(serve: Serve, certificates: Certificates) -> None:
    """A client that reads to the end gets close_notify; without it, the end would look like a truncation attack."""
    server = serve(answering(b"here"), tls=certificates.server_context())
    context = certificates.client_context()

    with (
        connect(server) as plain,
        context.wrap_socket(plain, server_hostname="localhost", suppress_ragged_eofs=False) as client,
    ):
        assert told(client, b"GET / HTTP/1.1\r\n" + LAST + b"\r\n").endswith(b"here")


def test_many_clients_at_once_are_all_answered(serve: Serve) -> None:
    """A burst of connections waits in the queue; none is refused."""
    server = serve(echo)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: post(server, str(number)).text, range(100)))

    assert answers == [str(number) for number in range(100)]


def test_a_client_that_falls_silent_in_the_handshake_is_told(serve: Serve, certificates: Certificates) -> None:
    """The reason has the time; the client got no answer."""
    failures: SimpleQueue[str] = SimpleQueue()
    hooks = Hooks(failed=lambda _, failure: failures.put(failure.reason))
    server = serve(answering(b""), tls=certificates.server_context(), hooks=hooks, handshake_timeout=0.05)

    with connect(server) as client:
        client.sendall(b"\x16\x03\x01")
        assert failures.get(timeout=PATIENCE) == (
            "TLS failed: the client sent nothing for 0.05 s; the client did not complete the handshake in time"
        )


def test_settle_waits_for_nobody_who_is_silent_or_refused(serve: Serve, certificates: Certificates) -> None:
    """Idle, unfinished and refused connections have nothing left to read, so that it returns at once."""
    plain, secure = serve(echo), serve(echo, tls=certificates.server_context())
    with connect(plain) as idle, connect(plain) as half, connect(plain) as refused, connect(secure) as silent:
        half.sendall(b"GET / HT")
        refused.sendall(b"garbage\r\n" + bytes(1000))
        silent.sendall(b"\x16\x03")
        assert refused.recv(12) == b"HTTP/1.1 400"

        began = monotonic()
        for server in (plain, secure) * 10:
            server.settle()

        assert monotonic() - began < 5
    del idle
