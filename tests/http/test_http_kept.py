"""Connections that are kept: several calls, their order, their epochs, and how they end."""

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from mockkf.http.server import HttpServer
from mockkf.http.service import Hooks
from mockkf.tls.certificates import Certificates
from tests.support.web import PATIENCE, Hung, Serve, answering, connect, echo, get, telling, wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
END = b"\r\n"


@pytest.fixture(params=["http", "https"])
def scheme(request: pytest.FixtureRequest) -> str:
    """Http and https."""
    scheme: str = request.param
    return scheme


def paths(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
    """Answer with the path."""
    return answering(environ["PATH_INFO"].encode())(environ, start_response)  # type: ignore[return-value]


def test_a_connection_is_kept(serve: Serve, certificates: Certificates, scheme: str) -> None:
    """Ten calls use one connection, over http and https; no header says that it is kept."""
    tls, trust = (certificates.server_context(), certificates.client_context()) if scheme == "https" else (None, None)
    server = serve(telling("REMOTE_PORT"), tls=tls)

    with wire(server, trust) as client:
        ports = set()
        for _ in range(10):
            client.send(GET, END)
            status, headers, body = client.answer()
            ports.add(body)
            assert (status, "connection" in headers) == (200, False)

    assert len(ports) == 1


def test_requests_in_one_piece_are_answered_in_order(serve: Serve) -> None:
    """A client may send further requests before it has read the answers."""
    requests = [f"GET /{number} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for number in range(50)]

    with wire(serve(paths)) as client:
        client.send(*requests)

        assert [client.answer()[2] for _ in requests] == [f"/{number}".encode() for number in range(50)]


@pytest.mark.parametrize(
    ("request_bytes", "told"),
    [
        (GET + b"Connection: close\r\n", "close"),
        (GET + b"Connection: Upgrade, CLOSE\r\n", "close"),
        (b"GET / HTTP/1.0\r\n", "close"),
        (b"GET / HTTP/1.0\r\nHost: x\r\nConnection: close, keep-alive\r\n", "close"),
    ],
)
def test_a_client_can_end_the_connection(serve: Serve, request_bytes: bytes, told: str) -> None:
    """`Connection: close`, and HTTP/1.0 without keep-alive: the answer says close, and is the last."""
    with wire(serve(paths)) as client:
        client.send(request_bytes, END, GET, END)

        assert client.answer()[1]["connection"] == told
        assert client.is_closed()


def test_http_1_0_can_keep_its_connection(serve: Serve) -> None:
    """`Connection: keep-alive` of HTTP/1.0 is honoured and confirmed."""
    with wire(serve(paths)) as client:
        for _ in range(2):
            client.send(b"GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
            status, headers, body = client.answer()

            assert (status, headers["connection"], body) == (200, "keep-alive", b"/a")


def test_an_answer_of_unknown_length_ends_a_connection_of_http_1_0(serve: Serve) -> None:
    """HTTP/1.0 has no chunks: the end of the connection is the end of the body."""
    with wire(serve(echo)) as client:
        client.send(b"POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello")

        status, headers, body = client.answer()
        assert (status, headers["connection"], body) == (200, "close", b"hello")


@pytest.mark.parametrize(
    ("method", "status"), [("HEAD", "200 OK"), ("GET", "204 No Content"), ("GET", "304 Not Modified")]
)
@pytest.mark.parametrize("framed", [False, True], ids=["unknown length", "Content-Length"])
def test_an_answer_without_a_body_keeps_the_connection(serve: Serve, method: str, status: str, *, framed: bool) -> None:
    """HEAD, 204 and 304 have no body, whatever the application returns; the next answer follows at once."""

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        if environ["PATH_INFO"] == "/next":
            return paths(environ, start_response)
        start_response(status, [("Content-Length", "4")] if framed and status[:3] != "204" else [])
        return [b"body"]

    with wire(serve(app)) as client:
        client.send(f"{method} / HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n".encode())

        first = client.answer(method)
        assert (first[0], "transfer-encoding" in first[1]) == (int(status[:3]), False)
        assert client.answer()[2] == b"/next"


@pytest.mark.parametrize("pieces", [[b"12345678"], [b"1234", b"5678"]])
def test_more_bytes_than_announced_are_not_read_as_the_next_answer(serve: Serve, pieces: list[bytes]) -> None:
    """The body of an answer is cut at its Content-Length."""

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        del environ
        start_response("200 OK", [("Content-Length", "5")])
        return pieces

    with wire(serve(app)) as client:
        for _ in range(2):
            client.send(GET, END)

            assert client.answer()[2] == b"12345"


def test_an_answer_that_is_too_short_ends_the_connection(serve: Serve) -> None:
    """The client sees an incomplete answer, not the beginning of the next."""

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        del environ
        start_response("200 OK", [("Content-Length", "5")])
        return [b"123"]

    with wire(serve(app)) as client:
        client.send(GET, END, GET, END)

        assert client.answer()[2] == b"123"
        assert client.is_closed()


def test_an_application_can_end_the_connection(serve: Serve) -> None:
    """`Connection: close` in the answer of an application is honoured and sent once."""

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        del environ
        start_response("200 OK", [("Content-Length", "0"), ("connection", "Close")])
        return []

    with wire(serve(app)) as client:
        client.send(GET, END)

        assert client.answer()[1]["connection"] == "close"
        assert client.is_closed()


def test_a_failure_of_the_application_ends_the_connection(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """After a 500 of the server itself, nothing else is read."""

    def app(*_: Any) -> list[bytes]:
        raise LookupError("a bug")

    with wire(serve(app)) as client:
        client.send(GET, END, GET, END)

        assert client.answer()[0] == 500
        assert client.is_closed()
    assert "LookupError: a bug" in caplog.text


@pytest.mark.parametrize("size", [10, 1024 * 1024, 1024 * 1024 + 1])
@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_a_body_that_is_not_read_is_never_the_next_request(serve: Serve, size: int, *, chunked: bool) -> None:
    """A small body is skipped; after a large one the connection ends, so that no request hides in a body."""
    smuggled = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    body = (smuggled * (size // len(smuggled) + 1))[:size]
    framing = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % size
    body = b"%x\r\n%b\r\n0\r\n\r\n" % (size, body) if chunked else body

    with wire(serve(paths)) as client:
        client.send(b"POST /first HTTP/1.1\r\nHost: x\r\n", framing, b"\r\n\r\n", body)
        client.send(b"GET /next HTTP/1.1\r\nHost: x\r\n\r\n")

        assert client.answer()[2] == b"/first"
        if size <= 1024 * 1024:
            assert client.answer()[2] == b"/next"
        else:
            assert client.is_closed()


def test_an_idle_connection_ends_after_the_idle_timeout(serve: Serve, certificates: Certificates, scheme: str) -> None:
    """`idle_timeout` limits the wait for the next request."""
    tls, trust = (certificates.server_context(), certificates.client_context()) if scheme == "https" else (None, None)

    with wire(serve(paths, tls=tls, idle_timeout=0.05), trust) as client:
        client.send(GET, END)

        assert client.answer()[0] == 200
        assert client.is_closed()


def test_stop_ends_idle_connections(serve: Serve) -> None:
    """A kept connection and its thread end at the stop."""
    before = set(threading.enumerate())
    server = serve(paths)
    with wire(server) as client:
        client.send(GET, END)
        client.answer()

        server.stop()

        assert client.is_closed()
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_the_thread_of_an_idle_connection_is_not_named_after_a_call(serve: Serve) -> None:
    """An application may name the thread of a call; when the next call is awaited, the name is gone."""
    names: list[str] = []

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        names.append(threading.current_thread().name)
        threading.current_thread().name = "a call"
        return paths(environ, start_response)

    server = serve(app)
    with wire(server) as client:
        for _ in range(2):
            client.send(GET, END)
            client.answer()

    assert names == [f"mockkf-http-{server.port} connection"] * 2


# The epoch of a call


class Epochs:
    """The present epoch, and a server that knows it."""

    def __init__(self, serve: Serve, **options: Any) -> None:
        self.present = 1
        self.server = serve(telling("mockkf.arrived"), hooks=Hooks(arrived=lambda: self.present), **options)

    def reset(self) -> None:
        """Begin the next epoch."""
        self.server.note_arrivals()
        self.present += 1


def epoch(answer: tuple[int, dict[str, str], bytes]) -> int:
    """The epoch that the application saw."""
    found: int = json.loads(answer[2])[0]
    return found


def test_a_call_belongs_to_the_epoch_of_its_first_byte(serve: Serve, certificates: Certificates, scheme: str) -> None:
    """On a kept connection too: the first byte came before the reset, all others after it."""
    tls, trust = (certificates.server_context(), certificates.client_context()) if scheme == "https" else (None, None)
    epochs = Epochs(serve, tls=tls)

    with wire(epochs.server, trust) as client:
        client.send(GET, END)
        assert epoch(client.answer()) == 1
        client.send(GET[:1])
        epochs.reset()
        client.send(GET[1:], END)
        assert epoch(client.answer()) == 1
        client.send(GET, END)

        assert epoch(client.answer()) == 2


def test_an_idle_connection_belongs_to_no_epoch(serve: Serve) -> None:
    """It stays open at a reset, and its next call belongs to the epoch in which it comes."""
    epochs = Epochs(serve)

    with wire(epochs.server) as client, connect(epochs.server):
        for expected in range(1, 30):
            client.send(GET, END)
            assert epoch(client.answer()) == expected
            epochs.reset()


def test_a_call_on_a_connection_that_was_not_accepted_yet_belongs_to_the_epoch_of_its_first_byte() -> None:
    """A reset finds what waits in the queue of the port."""
    present = [1]
    server = HttpServer(telling("mockkf.arrived"), "127.0.0.1", 0, hooks=Hooks(arrived=lambda: present[0]))
    with wire(server) as client:
        client.send(GET[:1])
        server.note_arrivals()
        present[0] = 2
        server.start()
        client.send(GET[1:], END)

        assert epoch(client.answer()) == 1
    server.stop()


def noting_epochs(hung: Hung, seen: list[int]) -> "WSGIApplication":
    """An application that adds the epoch of each request to `seen`; the first request hangs."""

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> Any:
        seen.append(environ["mockkf.arrived"])
        return (hung if len(seen) == 1 else paths)(environ, start_response)

    return app


def test_a_request_behind_another_belongs_to_the_epoch_in_which_it_was_sent(serve: Serve) -> None:
    """Two requests arrive together; a reset comes while the first is answered."""
    hung, seen, present = Hung(), list[int](), [1]
    server = serve(noting_epochs(hung, seen), hooks=Hooks(arrived=lambda: present[0]))
    with wire(server) as client:
        client.send(GET, END, GET, END)
        assert hung.entered.wait(PATIENCE)
        server.note_arrivals()
        present[0] = 2
        hung.release.set()
        client.answer()
        client.answer()

    assert seen == [1, 1]


def test_a_late_request_behind_another_belongs_to_the_epoch_in_which_it_was_sent(serve: Serve) -> None:
    """The second request arrives while the first is answered, before the reset."""
    hung, seen, present = Hung(), list[int](), [1]
    server = serve(noting_epochs(hung, seen), hooks=Hooks(arrived=lambda: present[0]))
    with wire(server) as client:
        client.send(GET, END)
        assert hung.entered.wait(PATIENCE)
        client.send(GET, END)
        server.note_arrivals()
        present[0] = 2
        hung.release.set()
        client.answer()
        client.answer()

    assert seen == [1, 1]


# Other protocols


def test_an_application_can_take_the_connection_over(serve: Serve) -> None:
    """It answers an upgrade on `werkzeug.socket`, which has no time limit, and ends with a `ConnectionError`."""

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterator[bytes]":
        del start_response
        connection = environ["werkzeug.socket"]
        assert connection.gettimeout() is None
        connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nContent-Length: 0\r\n\r\n")
        connection.sendall(connection.recv(5)[::-1])
        raise ConnectionError

    with wire(serve(app, idle_timeout=0.01, read_timeout=0.01)) as client:
        client.send(GET, b"Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n", END)
        assert client.answer()[0] == 101
        client.send(b"hello")

        assert client.socket.recv(5) == b"olleh"
        assert client.is_closed()


def test_an_upgrade_that_is_not_taken_is_a_usual_request(serve: Serve) -> None:
    """The connection is kept, with its time limits."""
    server = serve(paths, idle_timeout=0.05)

    with wire(server) as client:
        for _ in range(2):
            client.send(GET, b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n", END)
            assert client.answer()[2] == b"/"

        assert client.is_closed()
        assert get(server).text == "/"
