"""One HTTP connection: one call after another, until one side closes it. Errors are JSON, never HTML."""

import contextlib
import json
import logging
import socket
import ssl
import threading
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException

from mockkf.errors import GENERAL
from mockkf.http.answer_writer import AnswerWriter
from mockkf.http.body import BegunBody, ChunkedBody, SizedBody
from mockkf.http.environ import environ_of
from mockkf.http.framing import Framing, framing_of
from mockkf.http.head import RequestHead, read_fields, read_request_line
from mockkf.http.malformed import Malformed
from mockkf.http.service import ClientConnection, HttpService
from mockkf.http.stream import PIECE, ClientStream, HungUp
from mockkf.unpatched import monotonic

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

DRAIN_SECONDS = 5.0
"""How long a client may continue to send after the last answer, in seconds."""

READ_FIRST = 1024 * 1024
"""The maximum number of bytes of a body that are read before the application is called."""

EMPTY_LINES = 16
"""The maximum number of empty lines before a request (RFC 9112, 2.2)."""

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

_GONE = (ConnectionError, TimeoutError, ssl.SSLEOFError)
_log = logging.getLogger("mockkf.http")


class HttpConnection:
    """Answers the calls of one connection with the application of `service`."""

    def __init__(self, service: HttpService, opened: ClientConnection) -> None:
        self._service = service
        self._opened = opened
        self._socket: Any = opened.socket
        self._stream = ClientStream(opened.socket)
        self._head: RequestHead | None = None
        self._body: SizedBody | ChunkedBody | None = None
        self._is_inside = False

    def serve(self) -> None:
        """AnswerWriter until one side closes the connection; the caller closes the socket."""
        try:
            self._shake_hands()
            while self._await_call() and self._answer_call():
                pass
        except Malformed as error:
            self._refuse(error)
        except _GONE:
            _log.debug("connection from %s ended", self._opened.peer, exc_info=True)
        finally:
            with contextlib.suppress(OSError, ValueError):
                self._end()

    def _shake_hands(self) -> None:
        """Do the TLS handshake, in the thread of this connection and with a time limit."""
        if isinstance(self._socket, ssl.SSLSocket):
            self._socket.settimeout(self._service.handshake_timeout)
            self._socket.do_handshake()

    def _await_call(self) -> bool:
        """Wait for the first byte of the next request; return False if none comes."""
        service, self._is_inside = self._service, False
        threading.current_thread().name = service.thread_name
        with contextlib.suppress(HungUp):
            for _ in range(EMPTY_LINES):
                if self._stream.is_empty and not self._opened.await_call(
                    self._service.idle_timeout, self._service.hooks.arrived
                ):
                    return False
                self._socket.settimeout(service.read_timeout)
                if not self._stream.skip_empty_line():
                    return True
            raise Malformed("Too many empty lines before the request")
        return False

    def _answer_call(self) -> bool:
        """Read and answer one request; return whether the connection stays open."""
        self._head, self._body, self._is_inside, self._stream.before_next_read = None, None, True, None
        self._head = read_request_line(self._stream)
        self._head = head = replace(self._head, fields=read_fields(self._stream))
        framing = framing_of(head)
        environ = self._environ(head, framing, self._read_body(framing))
        self._is_inside = self._body is not None and not self._body.is_finished
        if not self._is_inside:
            self._opened.await_next()
        if framing.upgrades:
            self._socket.settimeout(None)  # the application may use the connection for another protocol
        return self._run(environ, head, keeps=framing.keeps and not self._is_inside)

    def _read_body(self, framing: Framing) -> Any:
        """Return the body; it is in memory, unless it is large."""
        if not framing.has_body:
            return BegunBody(b"")
        body = self._body = _body(self._stream, framing)
        if framing.asks_first and self._stream.is_empty:
            self._stream.before_next_read = lambda: self._socket.sendall(CONTINUE)
        if framing.length is not None and framing.length > READ_FIRST:
            return body
        beginning = bytearray()
        while len(beginning) <= READ_FIRST and not body.is_finished:
            beginning += body.read(PIECE)
        return BegunBody(beginning, None if body.is_finished else body)

    def _environ(self, head: RequestHead, framing: Framing, body: Any) -> "WSGIEnvironment":
        return {
            **environ_of(head, framing, body, self._service.scheme, self._service.address, self._opened.peer),
            "werkzeug.socket": self._socket,
            "mockkf.sni": getattr(self._socket, "sni", None),
            "mockkf.arrived": self._opened.arrived,
        }

    def _run(self, environ: "WSGIEnvironment", head: RequestHead, *, keeps: bool) -> bool:
        """Let the application answer; log its exceptions and never show them to the client."""
        answer = self._answer(keeps=keeps)
        try:
            answer.play(self._service.app, environ)
        except _GONE:
            raise
        except HTTPException as error:
            if not answer.has_begun:
                raise Malformed(error.description or error.name, error.code or HTTPStatus.BAD_REQUEST) from error
            return False
        except Exception:  # noqa: BLE001 - an application may fail with anything
            _log.exception("the application failed to answer %r", head.line)
            if not answer.has_begun:  # else the client sees an incomplete answer
                self._answer(keeps=False).whole("500 Internal Server Error", b"")
            return False
        return answer.keeps

    def _answer(self, *, keeps: bool) -> AnswerWriter:
        return AnswerWriter(self._socket.sendall, self._service.clock.seconds(), self._head, keeps=keeps)

    def _refuse(self, error: Malformed) -> None:
        """Refuse a request before the application sees it, with the JSON error body of the API."""
        status = HTTPStatus(error.code or HTTPStatus.BAD_REQUEST)
        sentence = f"The request is malformed. {error.description}."
        body = json.dumps({"ErrorCode": GENERAL, "Message": sentence}, separators=(",", ":")).encode("ascii")
        json_type = ("Content-Type", "application/json; charset=utf-8")
        with contextlib.suppress(*_GONE):
            self._answer(keeps=False).whole(f"{status.value} {status.phrase}", body, json_type)

    def _end(self) -> None:
        """End TLS, or read the rest of what the client sends: closing a socket with unread bytes resets it.

        After a reset, the client may lose the answer.
        """
        if self._is_inside or self._opened.has_bytes or not self._stream.is_empty:
            _drain(self._socket)
        elif isinstance(self._socket, ssl.SSLSocket):
            self._socket.settimeout(0)  # send close_notify without waiting for that of the client
            self._socket.unwrap()


def _body(stream: ClientStream, framing: Framing) -> SizedBody | ChunkedBody:
    return ChunkedBody(stream) if framing.length is None else SizedBody(stream, framing.length)


def _drain(connection: socket.socket) -> None:
    # Read the raw socket below TLS: the data is discarded, so it need not be decrypted.
    socket.socket.shutdown(connection, socket.SHUT_WR)
    end = monotonic() + DRAIN_SECONDS
    while (left := end - monotonic()) > 0:
        connection.settimeout(left)
        if not socket.socket.recv(connection, 65_536):
            return
