"""Requests and answers of the embedded HTTP server, at the level of bytes where clients differ."""

import contextlib
import http.client
import logging
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import requests

from mockkf.tls.certificates import Certificates
from tests.support.web import LAST, PATIENCE, Serve, answering, connect, echo, get, post, told, wire

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


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
    """No header shows the version of Python or werkzeug."""
    answer = get(serve(answering(b"")))

    assert answer.headers["Server"] == "mockkf"
    assert {*answer.headers} == {"Server", "Date", "Content-Type", "Content-Length"}


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
        answer = told(client, b"HEAD / HTTP/1.1\r\n" + LAST + b"\r\n")

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


@pytest.mark.parametrize("framing", [b"Content-Length: 5", b"Transfer-Encoding: chunked"])
def test_a_client_may_ask_before_it_sends_the_body(serve: Serve, framing: bytes) -> None:
    """`Expect: 100-continue` is answered once, before the body."""
    with wire(serve(echo)) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\n", framing, b"\r\n\r\n")
        assert client.answer() == (100, {}, b"")
        client.send(b"5\r\nhello\r\n0\r\n\r\n" if framing.endswith(b"chunked") else b"hello")

        assert client.answer()[::2] == (200, b"hello")


@pytest.mark.parametrize(
    ("head", "sent"),
    [
        (b"HTTP/1.0\r\nExpect: 100-continue\r\nConnection: keep-alive", b""),
        (b"HTTP/1.1\r\nHost: x\r\nExpect: 100-continue", b"hello"),
        (b"HTTP/1.1\r\nHost: x\r\nExpect: something-else", b""),
    ],
    ids=["HTTP/1.0", "body already there", "another expectation"],
)
def test_a_client_that_does_not_wait_is_not_told_to_continue(serve: Serve, head: bytes, sent: bytes) -> None:
    """There is no `100 Continue` for HTTP/1.0, nor for a client that has sent its body."""
    with wire(serve(echo)) as client:
        client.send(b"POST / ", head, b"\r\nContent-Length: 5\r\n\r\n", sent)
        client.send(b"hello"[len(sent) :])

        assert client.answer()[0] == 200


def test_a_client_that_asks_first_need_not_send_a_body_that_is_too_large(serve: Serve) -> None:
    """If the application refuses the request without its body, the answer comes without `100 Continue`."""
    with wire(serve(answering(b"too large", "413 Content Too Large"))) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n\r\n")

        status, headers, _ = client.answer()

    assert (status, headers["connection"]) == (413, "close")


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
