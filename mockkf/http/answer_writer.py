"""The answer to one request: head, body, and the end that lets the client find the next answer."""

from collections.abc import Callable
from email.utils import formatdate
from functools import lru_cache
from http.client import responses
from typing import TYPE_CHECKING, Any

from mockkf.http.head import RequestHead

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

WITHOUT_BODY = ("204", "304")

OLDEST = RequestHead("GET", "/", (1, 0))
"""The request that is assumed where the real one cannot be read."""


class AnswerWriter:
    """Sends one answer with `send`; `keeps` is whether the connection can stay open after it."""

    def __init__(
        self, send: Callable[[bytes], object], seconds: float, head: RequestHead | None, *, keeps: bool
    ) -> None:
        self._send = send
        self._seconds = seconds
        self._head = head or OLDEST
        self._status = ""
        self._headers: list[tuple[str, str]] = []
        self._is_bodiless = self._is_chunked = False
        self._left: int | None = None
        self.keeps = keeps
        self.has_begun = False

    def play(self, app: "WSGIApplication", environ: "WSGIEnvironment") -> None:
        """Call `app` and send its answer."""
        pieces = app(environ, self.start)
        try:
            for piece in pieces:
                self.write(piece)
            if not self.has_begun:
                self.write(b"")
            if self._is_chunked:
                self._send(b"0\r\n\r\n")
            self.keeps = self.keeps and not self._left
        finally:
            if hasattr(pieces, "close"):
                pieces.close()

    def whole(self, status: str, body: bytes, *headers: tuple[str, str]) -> None:
        """Send a complete answer."""
        self.start(status, [*headers, ("Content-Length", str(len(body)))])
        self.write(body)

    def start(
        self, status: str, headers: list[tuple[str, str]], _: "OptExcInfo | None" = None, /
    ) -> Callable[[bytes], Any]:
        """WSGI's `start_response`."""
        self._status, self._headers = status, headers
        return self.write

    def write(self, piece: bytes) -> None:
        """Send a piece of the body; send the head with the first piece."""
        head = b"" if self.has_begun else self._first_bytes()
        if self._left is not None:
            piece = piece[: self._left]  # a client would read more bytes as the next answer
            self._left -= len(piece)
        if self._is_bodiless or not piece:
            piece = b""
        elif self._is_chunked:
            piece = b"%x\r\n%b\r\n" % (len(piece), piece)
        self.has_begun = True
        if head or piece:
            self._send(head + piece)

    def _first_bytes(self) -> bytes:
        """Return the head, and decide how the body ends."""
        code, _, phrase = self._status.partition(" ")
        own = {name.lower(): value for name, value in self._headers}
        self._is_bodiless = self._head.method == "HEAD" or code in WITHOUT_BODY
        has_length = "content-length" in own
        self._is_chunked = not self._is_bodiless and not has_length and self._head.version > (1, 0)
        if has_length and not self._is_bodiless:
            self._left = int(own["content-length"])
        ends = self._is_bodiless or self._is_chunked or has_length
        self.keeps = self.keeps and ends and "close" not in own.get("connection", "").lower()
        phrase = responses.get(int(code), phrase)  # werkzeug writes BAD REQUEST
        lines = [f"HTTP/1.1 {code} {phrase}", *(f"{name}: {value}" for name, value in self._fields(own)), "", ""]
        return "\r\n".join(lines).encode("latin-1")

    def _fields(self, own: dict[str, str]) -> list[tuple[str, str]]:
        ours = [("Server", "mockkf"), ("Date", _date(int(self._seconds)))]
        fields = [field for field in ours if field[0].lower() not in own]
        fields += [field for field in self._headers if field[0].lower() != "connection"]
        fields += [("Transfer-Encoding", "chunked")] * self._is_chunked
        if not self.keeps:
            return [*fields, ("Connection", "close")]
        return [*fields, *([("Connection", "keep-alive")] if self._head.version == (1, 0) else [])]


@lru_cache(maxsize=16)
def _date(second: int) -> str:
    """Return the time of an answer; many answers have the same."""
    return formatdate(second, usegmt=True)
