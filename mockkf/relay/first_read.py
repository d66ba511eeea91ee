"""A protocol in front of that of a handshake: it hands on what arrived before, and tells when anything was read."""

import asyncio
from collections.abc import Callable
from typing import Any


class FirstRead(asyncio.BufferedProtocol):
    """Calls `heard` when the present protocol of `transport` gets its first octets, and then leaves it alone.

    Those octets are `early`, which arrived before that protocol was there, or else the next that are read. No event
    loop tells whether a handshake that failed had read anything.
    """

    def __init__(self, transport: asyncio.Transport, heard: Callable[[], None], early: bytes = b"") -> None:
        self._transport = transport
        self._heard = heard
        self._early = early
        self._next: Any = transport.get_protocol()
        transport.set_protocol(self)

    def hand_over(self) -> None:
        """Hand `early` on, unless octets that were read since have done so."""
        early, self._early = self._early, b""
        if early:
            self._leave()
        while early:
            room = memoryview(self._next.get_buffer(len(early)))[: len(early)]
            room[:] = early[: len(room)]
            early = early[len(room) :]
            self._next.buffer_updated(len(room))

    def get_buffer(self, sizehint: int) -> Any:
        """Return the buffer of the other protocol."""
        self.hand_over()
        return self._next.get_buffer(sizehint)

    def buffer_updated(self, nbytes: int) -> None:
        """Hand the first octets on."""
        self._leave()
        self._next.buffer_updated(nbytes)

    def eof_received(self) -> bool | None:
        """Hand the end of the input on."""
        self.hand_over()
        ended: bool | None = self._next.eof_received()
        return ended

    def connection_lost(self, exc: Exception | None) -> None:
        """Hand the end of the connection on."""
        self._next.connection_lost(exc)

    def pause_writing(self) -> None:
        """Hand the pause on."""
        self._next.pause_writing()

    def resume_writing(self) -> None:
        """Hand the end of the pause on."""
        self._next.resume_writing()

    def _leave(self) -> None:
        self._heard()
        if self._transport.get_protocol() is self:
            self._transport.set_protocol(self._next)
