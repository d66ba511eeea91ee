"""One request while it is read: head, framing, and a body that is in memory unless it is large."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mockkf.http.body import BegunBody, ChunkedBody, SizedBody
from mockkf.http.framing import Framing, framing_of
from mockkf.http.head import RequestHead, read_fields, read_request_line
from mockkf.http.stream import PIECE, ClientStream

READ_FIRST = 1024 * 1024
"""The maximum number of bytes of a body that are read before the application is called."""


class IncomingRequest:
    """A request that is read from `stream`; `ask` asks the client for the body, if it waits for that."""

    def __init__(self, stream: ClientStream, ask: Callable[[], object]) -> None:
        self._stream = stream
        self._ask = ask
        self._body: SizedBody | ChunkedBody | None = None
        self.head: RequestHead | None = None
        self.framing: Framing | None = None

    def read(self) -> tuple[RequestHead, Framing, Any]:
        """Return head, framing and body; raise `Malformed` or `HungUp`."""
        self._stream.before_next_read = None
        self.head = read_request_line(self._stream)
        self.head = replace(self.head, fields=read_fields(self._stream))
        self.framing = framing_of(self.head)
        return self.head, self.framing, self._read_body(self.framing)

    @property
    def is_finished(self) -> bool:
        """Whether the whole request was read."""
        return self.framing is not None and (self._body is None or self._body.is_finished)

    @property
    def line(self) -> str:
        """Method and path, empty if they were not read."""
        return self.head.line if self.head else ""

    @property
    def place(self) -> str:
        """The place up to which the request was read, as words."""
        if self._body is not None:
            return f"inside the body of {self.line}, after {self._body.progress}"
        return f"inside the head of {self.line or 'a request'}"

    def _read_body(self, framing: Framing) -> Any:
        if framing.length == 0:
            return BegunBody(b"")
        body = self._body = _body(self._stream, framing.length)
        if framing.asks_first and self._stream.is_empty:
            self._stream.before_next_read = self._ask
        if framing.length is not None and framing.length > READ_FIRST:
            return body
        beginning = bytearray()
        while len(beginning) <= READ_FIRST and not body.is_finished:
            beginning += body.read(PIECE)
        return BegunBody(beginning, None if body.is_finished else body)


def _body(stream: ClientStream, length: int | None) -> SizedBody | ChunkedBody:
    return ChunkedBody(stream) if length is None else SizedBody(stream, length)
