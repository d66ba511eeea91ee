"""A web server at work and clients of it, for the tests of the embedded HTTP server."""

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
import requests

from mockkf.http.server import HttpServer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LAST = b"Host: x\r\nConnection: close\r\n"
"""The headers of a request that is the last of its connection."""

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


class Wire:
    """A client at the level of bytes that reads one answer after another."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self._file = connection.makefile("rb")

    def send(self, *pieces: bytes) -> None:
        """Send bytes."""
        self.socket.sendall(b"".join(pieces))

    def answer(self, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        """Return status, headers in lower case and body of the next answer."""
        status = int(self._file.readline().split()[1])
        headers = dict(self._headers())
        if method == "HEAD" or status in {100, 204, 304}:
            return status, headers, b""
        if headers.get("transfer-encoding") == "chunked":
            return status, headers, b"".join(self._chunks())
        return status, headers, self._file.read(int(headers.get("content-length", "-1")))

    def is_closed(self) -> bool:
        """Whether the server closes the connection in time, without another byte."""
        try:
            return self._file.read(1) == b""
        except ConnectionResetError:
            return True

    def close(self) -> None:
        """Close the connection."""
        self._file.close()
        self.socket.close()

    def _headers(self) -> Iterator[tuple[str, str]]:
        while line := self._file.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            yield name.lower(), value.strip()

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self._file.readline(), 16):
            yield self._file.read(size)
            self._file.readline()
        self._file.readline()


@contextlib.contextmanager
def wire(server: HttpServer, trust: ssl.SSLContext | None = None) -> Iterator[Wire]:
    """Yield a connected client; with `trust` it uses TLS."""
    connection = connect(server)
    if trust is not None:
        connection = trust.wrap_socket(connection, server_hostname="localhost")
    with contextlib.closing(Wire(connection)) as client:
        yield client
