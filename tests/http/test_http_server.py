"""The embedded HTTP server as a client sees it; at the level of bytes where clients differ."""

import contextlib
import http.client
import json
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
import requests

from mockkf.errors import ConfigurationError
from mockkf.http.server import HttpServer
from mockkf.tls.certificates import Certificates

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATIENCE = 10.0
"""The time limit for events that happen at once or never, in seconds."""

Serve = Callable[..., HttpServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve an application on a free port until the test ends."""
    with contextlib.ExitStack() as stack:

        def started(app: "WSGIApplication", host: str = "127.0.0.1", **options: Any) -> HttpServer:
            server = HttpServer(app, host, 0, **options)
            stack.callback(server.stop)
            server.start()
            return server

        yield started


@pytest.fixture
def certificates() -> Iterator[Certificates]:
    """A fresh CA."""
    with contextlib.closing(Certificates()) as made:
        yield made


def answering(body: bytes, status: str = "200 OK") -> "WSGIApplication":
    """Return an application that always sends the same answer and does not read the request body."""

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        del environ
        start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]

    return app


def telling(*names: str) -> "WSGIApplication":
    """Return an application that answers with the values of `names` in its environ."""

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        return answering(json.dumps([environ.get(name) for name in names]).encode())(environ, start_response)  # type: ignore[return-value]

    return app


def echo(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
    """Answer with the request's body, in two pieces and without Content-Length."""
    body = environ["wsgi.input"].read()
    start_response("200 OK", [])
    return [body[:3], body[3:]]


class Hung:
    """An application that does not answer until the test releases it."""

    def __init__(self) -> None:
        self.entered, self.release, self.left = threading.Event(), threading.Event(), threading.Event()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        """Wait for the release."""
        self.entered.set()
        self.release.wait(PATIENCE)
        self.left.set()
        return answering(b"late")(environ, start_response)  # type: ignore[return-value]


def connect(server: HttpServer) -> socket.socket:
    """Return a connected client that has sent nothing yet."""
    return socket.create_connection((server.host, server.port), timeout=PATIENCE)


def told(connection: socket.socket, *pieces: bytes) -> bytes:
    """Send `pieces` and return all bytes until the server closes the connection."""
    for piece in pieces:
        connection.sendall(piece)
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def get(server: HttpServer, path: str = "/", **options: Any) -> requests.Response:
    """Send a plain request, without the proxy settings of the machine."""
    with requests.Session() as session:
        session.trust_env = False
        return session.get(f"http://{server.host}:{server.port}{path}", timeout=PATIENCE, **options)


def post(server: HttpServer, data: Any, **headers: str) -> requests.Response:
    """Post `data`, chunked if it is an iterator."""
    with requests.Session() as session:
        session.trust_env = False
        return session.post(f"http://{server.host}:{server.port}/", data=data, headers=headers, timeout=PATIENCE)


def test_port_0_is_any_free_one(serve: Serve) -> None:
    """The port is known before the start, and answers after it."""
    server = serve(answering(b"here"))

    assert server.port > 0
    assert get(server).text == "here"


def test_who_connects_before_the_start_is_answered_after_it() -> None:
    """The socket listens as soon as the server is made."""
    server = HttpServer(answering(b"here"), "127.0.0.1", 0)
    with connect(server) as early:
        early.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        server.start()

        assert told(early).endswith(b"here")

    server.stop()


@pytest.mark.parametrize(("host", "client"), [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("::1", "::1")])
def test_a_literal_address_and_localhost_can_be_listened_on(serve: Serve, host: str, client: str) -> None:
    """IPv4, IPv6 and the name localhost, which is IPv4 first."""
    server = serve(telling("REMOTE_ADDR"), host)

    with socket.create_connection((client, server.port), timeout=PATIENCE) as connection:
        assert json.dumps([client]).encode() in told(connection, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")


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
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
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
        half.sendall(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhal")
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
            stack.enter_context(connect(server)).sendall(b"GET /hang HTTP/1.1\r\n\r\n")
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
    "said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost:", b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n"]
)
def test_a_request_that_stops_half_way_is_hung_up_on_after_the_idle_timeout(serve: Serve, said: bytes) -> None:
    """`idle_timeout` limits every wait for the client."""
    server = serve(echo, idle_timeout=0.01)

    with connect(server) as client:
        assert told(client, said) == b""


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"garbage\r\n\r\n",
        b"GET /\r\n",
        b"POST /\r\n\r\n",
        b"GET / HTTP/x.y\r\n\r\n",
        b"GET / SMTP/1.1\r\n\r\n",
        b"GET / HTTP/2.0\r\n\r\n",
        b"GET / and more HTTP/1.1\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\n\r\n",
        b"GET http://[::1/ HTTP/1.1\r\n\r\n",
        b"\xff\xfe\x00\x01\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nBad Name: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: a\x00b\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: a\r\n folded\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfive\r\nhello\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloworld\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
    ],
    ids=lambda request: repr(request[:32]),
)
def test_a_malformed_request_is_answered_in_json(serve: Serve, request_bytes: bytes) -> None:
    """Invalid HTTP gets a 4xx or 505 with the JSON error body, never HTML."""
    server = serve(echo)

    with connect(server) as client:
        head, _, body = told(client, request_bytes).partition(b"\r\n\r\n")

    assert head.startswith((b"HTTP/1.1 4", b"HTTP/1.1 505"))
    assert b"\r\nContent-Type: application/json; charset=utf-8\r\n" in head
    assert json.loads(body)["ErrorCode"] == "0xA0110002"
    assert json.loads(body)["Message"].startswith("The request is malformed. ")


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


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\n", b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhal"])
def test_a_client_that_goes_silent_is_not_worth_a_word(
    serve: Serve, capfd: pytest.CaptureFixture[str], said: bytes
) -> None:
    """A connection that is closed after a timeout prints nothing to stderr."""
    server = serve(echo, idle_timeout=0.01)
    with connect(server) as client:
        told(client, said)
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(PATIENCE)

    assert capfd.readouterr() == ("", "")


def test_an_application_that_raises_is_a_bare_500(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """The client sees nothing of the failure; the log has the traceback."""
    caplog.set_level(logging.ERROR)

    def failing(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        del environ
        start_response("200 OK", [("X-Half", "a head")])
        raise LookupError("a bug")

    answer = get(serve(failing))

    assert (answer.status_code, answer.content) == (500, b"")
    assert "X-Half" not in answer.headers
    assert "LookupError: a bug" in caplog.text


def test_a_header_that_cannot_be_sent_is_a_bare_500(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """An invalid head is detected before any of it is sent."""

    def failing(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        del environ
        start_response("200 OK", [("X-Text", "\N{SNOWMAN}")])
        return [b"never sent"]

    answer = get(serve(failing))

    assert (answer.status_code, answer.content) == (500, b"")
    assert "UnicodeEncodeError" in caplog.text


def test_an_application_that_raises_in_the_middle_cuts_its_answer(serve: Serve) -> None:
    """A client can detect that an answer is incomplete."""

    def failing(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterator[bytes]:
        del environ
        start_response("200 OK", [])
        yield b"half"
        raise LookupError("a bug")

    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        get(serve(failing))


def test_a_fault_can_reset_the_connection(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """If an application takes the socket from the environ, its `ConnectionAbortedError` is not logged as an error."""

    def resetting(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        del start_response
        environ["werkzeug.socket"].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        socket.close(environ["werkzeug.socket"].detach())
        raise ConnectionAbortedError

    server = serve(resetting)

    with pytest.raises(requests.exceptions.ConnectionError):
        get(server)

    assert not caplog.records


def test_the_server_does_not_say_what_it_is_made_of(serve: Serve) -> None:
    """No header shows the version of Python or werkzeug, and every connection is closed."""
    answer = get(serve(answering(b"")))

    assert answer.headers["Server"] == "mockkf"
    assert answer.headers["Connection"] == "close"


def test_the_application_may_name_the_server_itself(serve: Serve) -> None:
    """A Server header of the application replaces the default one."""

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        del environ
        start_response("204 No Content", [("Server", "Microsoft-IIS/10.0")])
        return []

    answer = get(serve(app))

    assert answer.raw.headers.getlist("Server") == ["Microsoft-IIS/10.0"]
    assert "Transfer-Encoding" not in answer.headers


def test_head_is_answered_without_a_body(serve: Serve) -> None:
    """For HEAD the client gets only the head, even if the application returns a body."""
    server = serve(answering(b"body"))

    with connect(server) as client:
        answer = told(client, b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")

    assert b"Content-Length: 4\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")


def test_an_answer_to_http_1_0_is_not_chunked(serve: Serve) -> None:
    """A client with HTTP/1.0 reads to the end of the connection."""
    server = serve(echo)

    with connect(server) as client:
        head, _, body = told(client, b"POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello").partition(b"\r\n\r\n")

    assert b"chunked" not in head
    assert body == b"hello"


@pytest.mark.parametrize("size", [0, 5, 100_000])
@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_a_body_arrives_whole(serve: Serve, size: int, *, chunked: bool) -> None:
    """With Content-Length or in chunks, the application reads to the end of the body and no further."""
    body = bytes(range(251)) * (size // 251) + b"x" * (size % 251)
    pieces = iter([body[:7], body[7:]] if size else [b""])

    assert post(serve(echo), pieces if chunked else body).content == body


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_answer_reaches_a_client_whose_body_is_not_read(
    serve: Serve, certificates: Certificates, scheme: str, *, chunked: bool
) -> None:
    """A client that sends all of its 5 MiB before it reads still receives the 413."""
    tls = certificates.server_context() if scheme == "https" else None
    server = serve(answering(b"too large", "413 Content Too Large"), tls=tls)
    body = bytes(5 * 1024 * 1024)

    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(
            f"{scheme}://localhost:{server.port}/",
            data=iter([body[:1000], body[1000:]]) if chunked else body,
            verify=str(certificates.ca_file),
            timeout=PATIENCE,
        )

    assert (answer.status_code, answer.text) == (413, "too large")


def test_a_client_may_ask_before_it_sends_the_body(serve: Serve) -> None:
    """`Expect: 100-continue` is answered once, before the body."""
    server = serve(echo)

    with connect(server) as client:
        client.sendall(b"POST / HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        asked = client.recv(1024)
        answer = told(client, b"hello")

    assert asked == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")


def test_the_pieces_of_an_answer_leave_one_by_one(serve: Serve) -> None:
    """The client receives the first piece before the second exists."""
    more = threading.Event()

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterator[bytes]:
        del environ
        start_response("200 OK", [("Content-Length", "6")])
        yield b"one"
        assert more.wait(PATIENCE)
        yield b"two"

    server = serve(app)
    connection = http.client.HTTPConnection(server.host, server.port, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", "/")
        answer = connection.getresponse()

        assert answer.read(3) == b"one"
        more.set()
        assert answer.read() == b"two"


@pytest.mark.parametrize(("host", "sni"), [("localhost", "localhost"), ("127.0.0.1", None)])
def test_the_application_knows_the_name_asked_for(
    serve: Serve, certificates: Certificates, host: str, sni: str | None
) -> None:
    """Over TLS the scheme is https, and `mockkf.sni` is the server name that the client requested, if any."""
    server = serve(telling("wsgi.url_scheme", "mockkf.sni"), tls=certificates.server_context())

    answer = requests.get(f"https://{host}:{server.port}/", verify=str(certificates.ca_file), timeout=PATIENCE)

    assert answer.json() == ["https", sni]


def test_a_request_has_what_was_true_when_it_connected(serve: Serve) -> None:
    """`mockkf.accepted` is the result of `accepted` at the time of the connection, not of the request."""
    now = ["then"]
    server = serve(telling("mockkf.accepted"), accepted=lambda: now[0])

    with connect(server) as early:
        get(server)  # connections are accepted in order
        now[0] = "now"
        answers = [json.loads(told(early, b"GET / HTTP/1.1\r\n\r\n").rpartition(b"\r\n")[2]), get(server).json()]

    assert answers == [["then"], ["now"]]


def test_a_failure_about_one_connection_ends_no_other(
    serve: Serve, certificates: Certificates, caplog: pytest.LogCaptureFixture
) -> None:
    """If a bug prevents a certificate, the connection is closed; the next client is served."""
    failures = iter([LookupError("a bug")])

    def tls_for(_: tuple[str, int]) -> None:
        for failure in failures:
            raise failure

    server = serve(answering(b"here"), tls=certificates.server_context(), tls_for=tls_for)
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
        assert told(client, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").endswith(b"here")


def test_many_clients_at_once_are_all_answered(serve: Serve) -> None:
    """A burst of connections waits in the queue; none is refused."""
    server = serve(echo)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: post(server, str(number)).text, range(100)))

    assert answers == [str(number) for number in range(100)]
