"""One HTTP connection: one call after another, until one side closes it. Errors are JSON, never HTML."""

import contextlib
import json
import logging
import socket
import ssl
import threading
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException

from mockkf.errors import GENERAL
from mockkf.http.answer_writer import AnswerWriter
from mockkf.http.client_connection import ClientConnection, HungUp
from mockkf.http.environ import environ_of
from mockkf.http.failures import NOT_PLAIN, not_shaken, unused
from mockkf.http.framing import Framing
from mockkf.http.hang_up import CONTINUE, CallClient, HangUpWatch
from mockkf.http.head import RequestHead
from mockkf.http.malformed import Malformed
from mockkf.http.request import IncomingRequest
from mockkf.http.service import HttpService
from mockkf.http.stream import ClientStream
from mockkf.model import ConnectionFailure
from mockkf.unpatched import monotonic

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

DRAIN_SECONDS = 5.0
"""How long a client may continue to send after the last answer, in seconds."""

EMPTY_LINES = 16
"""The maximum number of empty lines before a request (RFC 9112, 2.2)."""

_GONE = (ConnectionError, TimeoutError, ssl.SSLEOFError)
_log = logging.getLogger("mockkf.http")


class HttpConnection:
    """Answers the calls of one connection with the application of `service`."""

    def __init__(self, service: HttpService, opened: ClientConnection, watch: HangUpWatch) -> None:
        self._service = service
        self._watch = watch
        self._opened = opened
        self._socket: Any = opened.socket
        self._send = opened.socket.sendall
        self._stream = ClientStream(opened, service.read_timeout)
        self._request: IncomingRequest | None = None

    @property
    def _is_secure(self) -> bool:
        return isinstance(self._socket, ssl.SSLSocket)

    def serve(self) -> None:
        """Answer until one side closes the connection; the caller closes the socket."""
        try:
            if self._is_secure:
                self._shake_hands()
            while self._await_call() and self._answer_call():
                pass
        except HungUp as gone:
            self._note_unused(gone)
        except Malformed as error:
            self._refuse(error)
        except _GONE:
            _log.debug("connection from %s ended", self._opened.peer, exc_info=True)
        finally:
            self._opened.stop_reading()
            with contextlib.suppress(OSError, ValueError):
                self._end()

    def _shake_hands(self) -> None:
        """Do the TLS handshake, in the thread of this connection and with a time limit."""
        service = self._service
        if self._opened.await_call(service.handshake_timeout, service.hooks.arrived).isalpha():
            self._send = partial(socket.socket.sendall, self._socket)  # below TLS
            raise Malformed(NOT_PLAIN)
        try:
            while not self._has_shaken():
                self._opened.wait(service.handshake_timeout)
        except OSError as error:
            self._fail(not_shaken(error))
            raise ConnectionAbortedError("TLS failed") from error

    def _has_shaken(self) -> bool:
        """Continue the handshake with the bytes that are there; return whether it is complete."""
        self._socket.settimeout(0)
        try:
            self._socket.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    def _await_call(self) -> bool:
        """Wait for the first byte of the next request; return False if none comes after another request."""
        service = self._service
        threading.current_thread().name = service.thread_name
        try:
            for _ in range(EMPTY_LINES):
                if self._stream.is_empty:
                    self._opened.await_call(service.idle_timeout, service.hooks.arrived)
                if not self._stream.skip_empty_line():
                    return True
        except HungUp as gone:
            if self._request is None:
                self._note_unused(gone)
            return False
        raise Malformed("Too many empty lines before the request")

    def _answer_call(self) -> bool:
        """Read and answer one request; return whether the connection stays open."""
        self._request = request = IncomingRequest(self._stream, lambda: self._send(CONTINUE))
        try:
            head, framing, body = request.read()
        except HungUp as gone:
            self._fail(f"{gone} {request.place}")
            return False
        probe = CONTINUE if head.version > (1, 0) and not framing.upgrades else b""
        client = CallClient(self._watch, self._socket, probe, ends_at_once=framing.upgrades)
        keeps = framing.keeps and request.is_finished
        environ = {**self._environ(head, framing, body), "mockkf.client": client, "mockkf.keeps": keeps}
        if request.is_finished:
            self._opened.await_next()
        self._opened.stop_reading()
        # An application may use the connection for another protocol, in which silence is usual.
        self._socket.settimeout(None if framing.upgrades else self._service.read_timeout)
        return self._run(environ, head, keeps=keeps)

    def _environ(self, head: RequestHead, framing: Framing, body: Any) -> "WSGIEnvironment":
        return {
            **environ_of(head, framing, body, self._service.scheme, self._service.address, self._opened.peer),
            "werkzeug.socket": self._socket,
            "mockkf.sni": getattr(self._socket, "sni", None),
            "mockkf.arrived": self._opened.arrived,
            "mockkf.caller": self._opened.caller,
        }

    def _run(self, environ: "WSGIEnvironment", head: RequestHead, *, keeps: bool) -> bool:
        """Let the application answer; log its exceptions and never show them to the client."""
        client: CallClient = environ["mockkf.client"]
        answer = self._answer(client.send, keeps=keeps)
        try:
            with self._service.hooks.answering(client):
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
                self._answer(self._send, keeps=False).whole("500 Internal Server Error", b"")
            return False
        return answer.keeps

    def _answer(self, send: Callable[[bytes], object], *, keeps: bool) -> AnswerWriter:
        head = self._request.head if self._request else None
        return AnswerWriter(send, self._service.clock.seconds(), head, keeps=keeps)

    def _refuse(self, error: Malformed) -> None:
        """Refuse a request before the application sees it, with the JSON error body of the API."""
        status = HTTPStatus(error.code or HTTPStatus.BAD_REQUEST)
        sentence = f"The request is malformed. {error.description}."
        self._fail(sentence, status.value)
        body = json.dumps({"ErrorCode": GENERAL, "Message": sentence}, separators=(",", ":")).encode("ascii")
        json_type = ("Content-Type", "application/json; charset=utf-8")
        with contextlib.suppress(*_GONE):
            self._answer(self._send, keeps=False).whole(f"{status.value} {status.phrase}", body, json_type)

    def _note_unused(self, gone: HungUp) -> None:
        """Report a TLS handshake without a request; count a connection without a byte."""
        if self._is_secure and self._socket.version() is not None:
            self._fail(unused(gone))
        elif not self._service.is_stopping():
            self._service.hooks.unused(self._opened)

    def _fail(self, reason: str, status: int = 0) -> None:
        """Report that this connection did not become a call."""
        if not self._service.is_stopping():
            line = self._request.line if self._request else ""
            sni = getattr(self._socket, "sni", None)
            failure = ConnectionFailure(self._service.scheme, self._opened.peer, reason, status, line, sni)
            self._service.hooks.failed(self._opened, failure)

    def _end(self) -> None:
        """End TLS, or read the rest of what the client sends: closing a socket with unread bytes resets it.

        After a reset, the client may lose the answer.
        """
        is_unread = self._request is not None and not self._request.is_finished
        if is_unread or self._opened.has_bytes or not self._stream.is_empty:
            _drain(self._socket)
        elif self._is_secure:
            self._socket.settimeout(0)  # send close_notify without waiting for that of the client
            self._socket.unwrap()


def _drain(connection: socket.socket) -> None:
    # Read the raw socket below TLS: the data is discarded, so it need not be decrypted.
    socket.socket.shutdown(connection, socket.SHUT_WR)
    end = monotonic() + DRAIN_SECONDS
    while (left := end - monotonic()) > 0:
        connection.settimeout(left)
        if not socket.socket.recv(connection, 65_536):
            return
