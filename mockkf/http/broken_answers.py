"""Broken answers, as faults request them: no answer, an incomplete one, or bytes that are not HTTP."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http.client import responses
from typing import TYPE_CHECKING, Any

from mockkf.errors import Dropped
from mockkf.http.hang_up import CallClient
from mockkf.http.stale import KEPT, StaleAfter

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

WIRE = "mockkf.http.broken_answers"
"""The key in `environ` for a `Dropped`, or for an action whose `answer` is one of `SPOILT`."""

Wait = Callable[[float], object]


def spoiling(app: "WSGIApplication", wait: Callable[[Mapping[str, Any]], Wait]) -> "WSGIApplication":
    """Wrap `app` so that an answer is dropped or broken if `app` requests it.

    `wait` returns a function that pauses for a number of seconds, for the mock of a request.
    """

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        client: CallClient = environ["mockkf.client"]
        head: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
            head[:] = [status, headers]
            return lambda _: None

        try:
            body = app(environ, start)
        except Dropped as dropped:
            raise _gone(client, dropped) from None
        played = environ.get(WIRE)
        if played is None:
            start_response(head[0], head[1])
            return StaleAfter(body, client, environ[KEPT]) if KEPT in environ else body
        if isinstance(played, Dropped):
            raise _gone(client, played)
        answered = _Answered(client, head[0], tuple(head[1]), b"".join(body), wait(environ), played.pace)
        SPOILT[played.answer](answered)
        raise _gone(client, Dropped(is_reset=played.answer in RESET))

    return application


def _gone(client: CallClient, dropped: Dropped) -> ConnectionAbortedError:
    """Send the last bytes, close or reset the connection, and return the exception to raise."""
    if dropped.words:
        client.send(dropped.words.encode("utf-8", "backslashreplace"))
    if dropped.is_reset:
        client.reset()
    return ConnectionAbortedError("a fault ended the connection")


@dataclass(frozen=True)
class _Answered:
    """An answer that has not been sent yet."""

    client: CallClient
    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    wait: Wait
    pace: float

    def head(self, **changed: str) -> bytes:
        """Return status line and headers; `changed` replaces headers, an empty value removes one."""
        code = int(self.status.partition(" ")[0])
        new = [(name.replace("_", "-"), value) for name, value in changed.items()]
        replaced = {name.lower() for name, _ in new}
        headers = [header for header in self.headers if header[0].lower() not in replaced] + new
        lines = [f"HTTP/1.1 {code} {responses.get(code, '')}", "Server: mockkf", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers if value]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"

    def send(self, data: bytes) -> None:
        """Send `data` to the client."""
        self.client.send(data)

    @property
    def half(self) -> bytes:
        """The first half of the body."""
        return self.body[: len(self.body) // 2]


def _malformed_json(answered: _Answered) -> None:
    cut = answered.half or b"{"
    answered.send(answered.head(Content_Length=str(len(cut)), Content_Type="application/json; charset=utf-8") + cut)


def _wrong_type(answered: _Answered) -> None:
    answered.send(answered.head(Content_Type="text/plain; charset=utf-8") + answered.body)


def _half(answered: _Answered) -> None:
    missing = max(len(answered.body), 2)
    answered.send(answered.head(Content_Length=str(missing)) + answered.half)


def _bad_chunk(answered: _Answered) -> None:
    head = answered.head(Transfer_Encoding="chunked", Content_Length="")
    answered.send(head + b"%x\r\n%b\r\nno number\r\n" % (max(len(answered.half), 1), answered.half or b"{"))


def _garbage(answered: _Answered) -> None:
    answered.send(bytes(range(256)) * 4)


def _empty(_: _Answered) -> None:
    """Send nothing."""


def _drip(answered: _Answered) -> None:
    answered.send(answered.head())
    for at in range(len(answered.body)):
        answered.wait(answered.pace)
        answered.send(answered.body[at : at + 1])


SPOILT: Mapping[str, Callable[[_Answered], None]] = {
    "malformed_json": _malformed_json,
    "wrong_type": _wrong_type,
    "truncated": _half,
    "bad_chunk": _bad_chunk,
    "garbage": _garbage,
    "empty": _empty,
    "reset_mid_body": _half,
    "drip": _drip,
}
"""The ways to break an answer."""

RESET = ("reset_mid_body",)
"""The ways that end with a TCP reset."""
