"""The embedded HTTP server: a tuned werkzeug that gives each connection a thread of its own.

It knows nothing of what it serves. It never writes to stderr and never answers HTML.
"""

import contextlib
import errno
import io
import json
import logging
import os
import re
import selectors
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any, cast

from werkzeug.exceptions import BadRequest
from werkzeug.serving import DechunkedInput, ThreadedWSGIServer, WSGIRequestHandler

from mockkf.errors import GENERAL, ConfigurationError

if TYPE_CHECKING:
    from _typeshed import OptExcInfo, ReadableBuffer, WriteableBuffer
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

DRAIN_SECONDS = 5.0
DRAIN_BYTES = 64 * 1024 * 1024
"""How long, and how much, a client may go on sending a body that was answered without being read."""

_CAUSES = {
    errno.EADDRINUSE: "the port is in use; choose another, or 0 for any free one",
    errno.EACCES: "this user is not allowed to; choose a port above 1023, or 0 for any free one",
    errno.EADDRNOTAVAIL: "this machine has no such address; 127.0.0.1 and ::1 are its own",
}
_GONE = (BrokenPipeError, ConnectionResetError, ConnectionAbortedError, TimeoutError, ssl.SSLEOFError)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_TLS_HANDSHAKE = b"\x16"
_log = logging.getLogger("mockkf.http")


class HttpServer:
    """One WSGI listener: it listens as soon as it is made, and answers from `start` to `stop`."""

    def __init__(
        self,
        app: "WSGIApplication",
        host: str,
        port: int,
        *,
        tls: ssl.SSLContext | None = None,
        handshake_timeout: float = 5.0,
        idle_timeout: float = 30.0,
    ) -> None:
        self.host = host
        self._listener = _Listener(app, _listen(host, port), tls, handshake_timeout, idle_timeout)
        self.port: int = self._listener.port
        self._thread = threading.Thread(
            target=self._listener.serve_forever, name=f"mockkf-http-{self.port}", daemon=True
        )

    def start(self) -> None:
        """Answer from now on; who connected earlier has only waited."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port and hang up on every client; a handler that still works finds its client gone."""
        self._listener.wake()
        if self._thread.ident is not None:
            self._thread.join(1.0)
        self._listener.server_close()
        self._listener.hang_up()


def _listen(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        family, kind, proto, _, address = min(found, key=lambda info: info[0] != socket.AF_INET)
        listening = socket.socket(family, kind, proto)
        try:
            if os.name == "posix":  # elsewhere this option lets two programs share the port
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((address[0], port, *address[2:]))  # getaddrinfo takes 65,537 for 1
            listening.listen(ThreadedWSGIServer.request_queue_size)
        except BaseException:
            listening.close()
            raise
    except (OSError, OverflowError, UnicodeError) as error:
        cause = _CAUSES.get(getattr(error, "errno", None) or 0, str(error).rstrip("."))
        raise ConfigurationError(f"Cannot listen on host {host!r}, port {port}: {cause}.") from error
    return listening


class _Listener(ThreadedWSGIServer):
    """The listening socket and the connections that came over it."""

    block_on_close = False

    def __init__(
        self,
        app: "WSGIApplication",
        listening: socket.socket,
        tls: ssl.SSLContext | None,
        handshake_timeout: float,
        idle_timeout: float,
    ) -> None:
        host, port = listening.getsockname()[:2]
        super().__init__(host, port, app, _Handler, fd=listening.fileno())
        self.socket.close()  # a duplicate
        self.socket = listening
        self.socket.settimeout(0)
        # Not by argument: werkzeug would wrap the listening socket, and one silent client would block all others.
        self.ssl_context = tls
        self.handshake_timeout = handshake_timeout
        self.idle_timeout = idle_timeout
        self._stopping = threading.Event()
        self._alarm, self._bell = socket.socketpair()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()

    def serve_forever(self, poll_interval: float = 0) -> None:
        """Accept until `wake` is called; nothing is polled."""
        del poll_interval
        with selectors.DefaultSelector() as selector:
            selector.register(self.socket, selectors.EVENT_READ)
            selector.register(self._alarm, selectors.EVENT_READ)
            while not self._stopping.is_set():
                selector.select()
                if not self._stopping.is_set():
                    self._accept()

    def wake(self) -> None:
        """End `serve_forever`."""
        self._stopping.set()
        self._bell.close()

    def hang_up(self) -> None:
        """Shut every connection down, which ends the reads and writes of their threads."""
        self._alarm.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def _accept(self) -> None:
        try:
            connection, address = self.socket.accept()
            if self.ssl_context is not None:
                connection = self.ssl_context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        except OSError:
            self._stopping.wait(0.01)  # out of file descriptors: the loop would spin
            return
        with self._lock:
            self._open.add(connection)
        try:
            self.process_request(connection, address)
        except RuntimeError:  # out of threads
            self.handle_error(connection, address)
            self.shutdown_request(connection)

    def shutdown_request(self, request: Any) -> None:
        """Close the connection, but not while `hang_up` looks at it."""
        with self._lock:
            self._open.discard(request)
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log what a connection died of; a client that left or could not shake hands is no error of ours."""
        del request
        ours = not isinstance(sys.exception(), OSError)
        _log.log(logging.ERROR if ours else logging.DEBUG, "connection from %s failed", client_address, exc_info=True)

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Log at DEBUG whatever werkzeug has to say."""
        del type
        _log.debug(message, *args)


class _Handler(WSGIRequestHandler):
    """One connection, which is one request."""

    server: _Listener
    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.1"  # else an answer to garbage has no head
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave together
    body: "_Body | _Chunks | None" = None

    def setup(self) -> None:
        """Shake hands here, in the thread of this client, and for a limited time."""
        if isinstance(self.request, ssl.SSLSocket):
            self.request.settimeout(self.server.handshake_timeout)
            self.request.do_handshake()
        self.request.settimeout(self.server.idle_timeout)
        super().setup()

    def finish(self) -> None:
        """Send what is left, say good-bye, and take what the client still sends."""
        with contextlib.suppress(OSError):
            self.wfile.close()
        self.rfile.close()
        with contextlib.suppress(OSError, ValueError):
            self._hang_up()

    def _hang_up(self) -> None:
        if self.body is None or not self.body.finished:
            # Closing with bytes unread would reset the connection, and the client might never see the answer.
            socket.socket.shutdown(self.connection, socket.SHUT_WR)
            _drain(self.connection)
        elif isinstance(self.connection, ssl.SSLSocket):
            self.connection.settimeout(0)  # to say good-bye, but not to wait for the client's
            self.connection.unwrap()

    def handle_one_request(self) -> None:
        """Answer one request; whoever speaks TLS to a plain port hears so at once."""
        if self.rfile.peek(1)[:1] == _TLS_HANDSHAKE:  # type: ignore[attr-defined]
            self._begin()
            self.send_error(HTTPStatus.BAD_REQUEST, "This port speaks plain HTTP, not TLS")
        else:
            super().handle_one_request()

    def _begin(self) -> None:
        self.command = self.requestline = self.path = ""
        self.request_version = self.default_request_version
        self.close_connection = True

    def parse_request(self) -> bool:
        """Read the head; whatever http.server would take for HTTP/0.9, or for the body, is refused."""
        self._begin()
        line = self.raw_requestline.decode("latin-1").rstrip("\r\n")
        if len(line.split()) == 2 or _CONTROL.search(line):  # noqa: PLR2004 - method and path, no version
            self.send_error(HTTPStatus.BAD_REQUEST, f"Bad request syntax ({line!r})")
            return False
        if not super().parse_request():
            return False
        if self.headers.defects or any(_CONTROL.search(value) for value in self.headers.values()):
            self.send_error(HTTPStatus.BAD_REQUEST, "Bad header line")
            return False
        return True

    def handle_expect_100(self) -> bool:
        """Ask for the body, and do not keep that in the buffer."""
        super().handle_expect_100()
        self.wfile.flush()
        return True

    def make_environ(self) -> "WSGIEnvironment":
        """What werkzeug makes of the request, with a body that ends where it should."""
        environ = super().make_environ()
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            raise ValueError(f"Content-Length is no number ({length!r})")
        self.body = (
            _Chunks(cast("IO[bytes]", self.rfile))
            if "wsgi.input_terminated" in environ
            else _Body(self.rfile, int(length))
        )
        environ["wsgi.input"] = self.body
        environ["mockkf.sni"] = getattr(self.connection, "sni", None)
        return environ

    def run_wsgi(self) -> None:
        """Let the application answer; what it fails with is logged, and never shown to the client."""
        self.close_connection = True
        try:
            self.environ = self.make_environ()
        except ValueError as error:
            self.send_error(HTTPStatus.BAD_REQUEST, str(error))
            return
        answer = _Answer(self)
        try:
            answer.play(self.server.app, self.environ)
        except _GONE:
            raise
        except BadRequest as error:
            if not answer.begun:
                self.send_error(HTTPStatus.BAD_REQUEST, error.description)
        except Exception:  # noqa: BLE001 - an application may fail with anything
            _log.exception("the application failed to answer %r", self.requestline)
            answer.fail()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse a request the application never sees, in the two-key body of the API."""
        status = HTTPStatus(code)
        what = ": ".join(part for part in (message or status.phrase, explain) if part)
        body = json.dumps(
            {"ErrorCode": GENERAL, "Message": f"The request is malformed. {what}."}, separators=(",", ":")
        )
        answer = _Answer(self)
        headers = [("Content-Type", "application/json; charset=utf-8"), ("Content-Length", str(len(body)))]
        answer.start(f"{status.value} {status.phrase}", headers)
        answer.write(body.encode("ascii"))

    def version_string(self) -> str:
        """The product alone: no version of Python or werkzeug."""
        return "mockkf"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log at DEBUG, without the colours werkzeug would spend time on."""
        _log.debug("%s %r %s %s", self.client_address, self.requestline, code, size)

    def connection_dropped(self, error: BaseException, environ: "WSGIEnvironment | None" = None) -> None:
        """Log at DEBUG that the client left."""
        del environ
        _log.debug("client %s left: %r", self.client_address, error)


class _Answer:
    """One answer on its way out."""

    def __init__(self, handler: _Handler) -> None:
        self._handler = handler
        self._status = ""
        self._headers: list[tuple[str, str]] = []
        self.begun = self._bodiless = self._chunked = False

    def play(self, app: "WSGIApplication", environ: "WSGIEnvironment") -> None:
        """Send all that `app` answers."""
        pieces = app(environ, self.start)
        try:
            for piece in pieces:
                self.write(piece)
            if not self.begun:
                self.write(b"")
            if self._chunked:
                self._handler.wfile.write(b"0\r\n\r\n")
        finally:
            # The client need not wait for what the application does on closing.
            with contextlib.suppress(OSError):
                self._handler.wfile.flush()
            if hasattr(pieces, "close"):
                pieces.close()

    def start(
        self, status: str, headers: list[tuple[str, str]], exc_info: "OptExcInfo | None" = None, /
    ) -> Callable[[bytes], object]:
        """WSGI's `start_response`."""
        if self.begun and exc_info and exc_info[1]:
            raise exc_info[1]
        self._status, self._headers = status, list(headers)
        return self.write

    def write(self, piece: "bytes | ReadableBuffer") -> None:
        """Send a piece of the body, the first one together with the head."""
        if not self.begun:
            self._head()
        piece = bytes(piece)
        if piece and not self._bodiless:
            self._handler.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if self._chunked else piece)
        self._handler.wfile.flush()

    def fail(self) -> None:
        """Answer a bare 500; if the head is out already, the answer just ends too early."""
        if not self.begun:
            self._handler._headers_buffer = []  # type: ignore[attr-defined] # noqa: SLF001 - half a head
            self.start("500 Internal Server Error", [("Content-Length", "0")])
            self.write(b"")

    def _head(self) -> None:
        handler, names = self._handler, {name.lower() for name, _ in self._headers}
        code, _, phrase = self._status.partition(" ")
        self._bodiless = handler.command == "HEAD" or int(code) in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
        framed = self._bodiless or not names.isdisjoint({"content-length", "transfer-encoding"})
        self._chunked = not framed and handler.request_version >= "HTTP/1.1"
        ours = [("Server", handler.version_string()), ("Date", handler.date_time_string())]
        sent = [header for header in ours if header[0].lower() not in names] + self._headers
        handler.log_request(code)
        handler.send_response_only(int(code), phrase)
        for name, value in sent + [("Transfer-Encoding", "chunked")] * self._chunked + [("Connection", "close")]:
            handler.send_header(name, value)
        handler.end_headers()
        self.begun = True


class _Body(io.RawIOBase):
    """A request body of known length; it ends there, whatever the client sends after it."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream = stream
        self._left = length

    @property
    def finished(self) -> bool:
        return not self._left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        count: int = self._stream.readinto(memoryview(buffer)[: self._left])
        self._left -= count
        return count


class _Chunks(DechunkedInput):
    """A chunked request body that knows whether its end was read."""

    finished = False

    def readinto(self, buf: Any) -> int:
        try:
            # werkzeug shrinks a bytearray when the client stops in the middle of a chunk; a view refuses that.
            count = super().readinto(cast("bytearray", memoryview(buf)))
        except _GONE:
            raise
        except (OSError, ValueError) as error:
            raise BadRequest(f"Bad chunk ({error})") from error
        self.finished = self.finished or count < len(buf)
        return count


def _drain(connection: socket.socket) -> None:
    end, left = time.monotonic() + DRAIN_SECONDS, DRAIN_BYTES
    while left > 0 and (wait := end - time.monotonic()) > 0:
        connection.settimeout(wait)
        # Below TLS: nobody reads it, so nobody needs to decrypt it.
        data = socket.socket.recv(connection, 65_536)
        if not data:
            return
        left -= len(data)
