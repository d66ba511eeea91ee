"""One HTTP connection with one request: checks the request, sends the answer; errors are JSON, never HTML."""

import contextlib
import email.errors
import io
import json
import logging
import re
import socket
import ssl
from collections.abc import Callable
from http import HTTPStatus
from http.client import responses
from typing import IO, TYPE_CHECKING, Any, cast

from werkzeug.exceptions import BadRequest
from werkzeug.serving import DechunkedInput, WSGIRequestHandler

from mockkf.errors import GENERAL
from mockkf.unpatched import monotonic

if TYPE_CHECKING:
    from _typeshed import OptExcInfo, WriteableBuffer
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

DRAIN_SECONDS = 5.0
"""How long a client may continue to send a body after its answer, in seconds."""

_GONE = (BrokenPipeError, ConnectionResetError, ConnectionAbortedError, TimeoutError, ssl.SSLEOFError)
_QUERY = re.compile(r"\?\S*")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_TLS_HANDSHAKE = b"\x16"
# The standard parser looks for the parts of a multipart body, but is given the head alone.
_OF_A_MULTIPART_BODY = (
    email.errors.NoBoundaryInMultipartDefect,
    email.errors.StartBoundaryNotFoundDefect,
    email.errors.MultipartInvariantViolationDefect,
    email.errors.InvalidMultipartContentTransferEncodingDefect,
)
_log = logging.getLogger("mockkf.http")


class Handler(WSGIRequestHandler):
    """One connection; its server provides the `app`, two timeouts and the result of `accepted` for the connection."""

    server: Any
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # send head and body together
    command = requestline = ""
    body: "_Body | _Chunks | None" = None

    def setup(self) -> None:
        """Do the TLS handshake in the thread of this connection, with a time limit."""
        if isinstance(self.request, ssl.SSLSocket):
            self.request.settimeout(self.server.handshake_timeout)
            self.request.do_handshake()
        self.request.settimeout(self.server.idle_timeout)
        super().setup()

    def handle(self) -> None:
        """Answer one request; refuse a TLS handshake on a plain port at once."""
        if self.rfile.peek(1)[:1] == _TLS_HANDSHAKE:  # type: ignore[attr-defined]
            self.send_error(HTTPStatus.BAD_REQUEST, "This port speaks plain HTTP, not TLS")
        else:
            self.handle_one_request()

    def finish(self) -> None:
        """Flush the answer, end TLS, and read the rest of the request."""
        with contextlib.suppress(OSError):
            self.wfile.close()
        self.rfile.close()
        with contextlib.suppress(OSError, ValueError):
            if self.body is None or not self.body.finished:
                # Closing a socket with unread bytes resets the connection, and the client may lose the answer.
                _drain(self.connection)
            elif isinstance(self.connection, ssl.SSLSocket):
                self.connection.settimeout(0)  # send close_notify without waiting for that of the client
                self.connection.unwrap()

    def parse_request(self) -> bool:
        """Read the head; refuse heads that http.server would read as HTTP/0.9 or as part of the body."""
        line = self.raw_requestline.decode("latin-1").rstrip("\r\n")
        if len(line.split()) == 2 or _CONTROL.search(line):  # noqa: PLR2004 - method and path, no version
            self.send_error(HTTPStatus.BAD_REQUEST, f"Bad request syntax ({_QUERY.sub('?…', line)!r})")
            return False
        if not super().parse_request():
            return False
        defects = (defect for defect in self.headers.defects if not isinstance(defect, _OF_A_MULTIPART_BODY))
        if any(defects) or any(_CONTROL.search(value) for value in self.headers.values()):
            self.send_error(HTTPStatus.BAD_REQUEST, "Bad header line")
            return False
        return True

    def handle_expect_100(self) -> bool:
        """Send `100 Continue` at once; http.server would leave it in the buffer."""
        self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.wfile.flush()
        return True

    def make_environ(self) -> "WSGIEnvironment":
        """Return werkzeug's environment with a body that ends at its declared end.

        Raise `ValueError` for an invalid Content-Length.
        """
        environ = super().make_environ()
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            raise ValueError(f"Content-Length is not a number ({length!r})")
        chunked = "wsgi.input_terminated" in environ
        self.body = _Chunks(cast("IO[bytes]", self.rfile)) if chunked else _Body(self.rfile, int(length))
        environ["wsgi.input"] = self.body
        environ["CONTENT_TYPE"] = ", ".join(self.headers.get_all("Content-Type", ()))
        environ["mockkf.headers"] = self.headers.items()
        environ["mockkf.sni"] = getattr(self.connection, "sni", None)
        environ["mockkf.accepted"] = self.server.accepted_with(self.request)
        return environ

    def run_wsgi(self) -> None:
        """Let the application answer; log its exceptions and never show them to the client."""
        answer = _Answer(self)
        try:
            environ = self.make_environ()
        except ValueError as error:
            self.send_error(HTTPStatus.BAD_REQUEST, str(error))
            return
        try:
            answer.play(self.server.app, environ)
        except _GONE:
            raise
        except BadRequest as error:
            if not answer.begun:
                self.send_error(HTTPStatus.BAD_REQUEST, error.description)
        except Exception:  # noqa: BLE001 - an application may fail with anything
            _log.exception("the application failed to answer %r", _QUERY.sub("?…", self.requestline))
            if not answer.begun:  # else the client sees an incomplete answer
                answer.whole("500 Internal Server Error", b"")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse a request before the application sees it, with the JSON error body of the API."""
        status = HTTPStatus(code)
        what = ": ".join(part for part in (message or status.phrase, explain) if part)
        body = json.dumps(
            {"ErrorCode": GENERAL, "Message": f"The request is malformed. {what}."}, separators=(",", ":")
        )
        json_type = ("Content-Type", "application/json; charset=utf-8")
        _Answer(self).whole(f"{status.value} {status.phrase}", body.encode("ascii"), json_type)

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Log werkzeug's messages at DEBUG; werkzeug would print them."""
        del type
        _log.debug(message, *args)


class _Answer:
    """Sends one answer."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._status = ""
        self._headers: list[tuple[str, str]] = []
        self.begun = self._bodiless = self._chunked = False

    def play(self, app: "WSGIApplication", environ: "WSGIEnvironment") -> None:
        """Call `app` and send its answer."""
        pieces = app(environ, self.start)
        try:
            for piece in pieces:
                self.write(piece)
            if not self.begun:
                self.write(b"")
            if self._chunked:
                self._handler.wfile.write(b"0\r\n\r\n")
                self._handler.wfile.flush()
        finally:
            if hasattr(pieces, "close"):
                pieces.close()

    def whole(self, status: str, body: bytes, *headers: tuple[str, str]) -> None:
        """Send a complete answer."""
        self.start(status, [*headers, ("Content-Length", str(len(body)))])
        self.write(body)

    def start(
        self, status: str, headers: list[tuple[str, str]], _: "OptExcInfo | None" = None, /
    ) -> Callable[[bytes], object]:
        """WSGI's `start_response`."""
        self._status, self._headers = status, headers
        return self.write

    def write(self, piece: bytes) -> None:
        """Send a piece of the body; send the head with the first piece."""
        if not self.begun:
            self._handler.wfile.write(self._head())
            self.begun = True
        if piece and not self._bodiless:
            self._handler.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if self._chunked else piece)
        self._handler.wfile.flush()

    def _head(self) -> bytes:
        names = {name.lower() for name, _ in self._headers}
        self._bodiless = self._handler.command == "HEAD" or self._status[:3] in {"204", "304"}
        framed = self._bodiless or not names.isdisjoint({"content-length", "transfer-encoding"})
        self._chunked = not framed and self._handler.request_version >= "HTTP/1.1"
        ours = [("Server", "mockkf"), ("Date", self._handler.date_time_string(self._handler.server.clock.seconds()))]
        headers = [header for header in ours if header[0].lower() not in names] + self._headers
        headers += [("Transfer-Encoding", "chunked")] * self._chunked + [("Connection", "close")]
        code, _, phrase = self._status.partition(" ")
        phrase = responses.get(int(code), phrase)  # werkzeug writes BAD REQUEST
        lines = [f"HTTP/1.1 {code} {phrase}", *(f"{name}: {value}" for name, value in headers), "", ""]
        return "\r\n".join(lines).encode("latin-1")


class _Body(io.RawIOBase):
    """A request body of known length; bytes after its end are not read."""

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
            # werkzeug shrinks a bytearray if the client stops inside a chunk; a memoryview raises an error instead.
            count = super().readinto(cast("bytearray", memoryview(buf)))
        except _GONE:
            raise
        except (OSError, ValueError) as error:
            raise BadRequest(f"Bad chunk ({error})") from error
        self.finished = self.finished or count < len(buf)
        return count


def _drain(connection: socket.socket) -> None:
    # Read the raw socket below TLS: the data is discarded, so it need not be decrypted.
    socket.socket.shutdown(connection, socket.SHUT_WR)
    end = monotonic() + DRAIN_SECONDS
    while (left := end - monotonic()) > 0:
        connection.settimeout(left)
        if not socket.socket.recv(connection, 65_536):
            return
