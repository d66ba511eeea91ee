"""The reader of a connection, which records commands and answers in the transcript."""

import asyncio
from typing import Any

from mockkf.errors import Refused
from mockkf.relay.transcript import Transcript

ENDED = "the client sends no more data"

_ALL = 1 << 30
"""More octets than the buffer can contain."""


class RecordingReader(asyncio.StreamReader):
    """A stream reader that records commands and answers in the transcript."""

    # Private attributes of asyncio's reader, which has no public way to find out whether a task waits.
    _buffer: bytearray
    _waiter: "asyncio.Future[None] | None"

    def __init__(self, transcript: Transcript, loop: asyncio.AbstractEventLoop, longest: int) -> None:
        super().__init__(limit=longest + len(b"\r\n"), loop=loop)
        self._transcript = transcript
        self._too_long = False

    @property
    def has_work(self) -> bool:
        """Whether a task waits for input, or the buffer contains unread octets."""
        return self._waiter is not None or bool(self._buffer)

    async def readuntil(self, separator: Any = b"\n") -> bytes:
        """Return the next command."""
        try:
            line = await self._line(separator)
        except asyncio.LimitOverrunError:
            self._too_long = True
            raise
        if self._too_long:
            self._transcript.too_long()
        else:
            self._transcript.command(line)
        self._too_long = False
        return line

    async def some(self) -> bytes:
        """Return all available octets of a message, at least one; raise `ConnectionResetError` at the end."""
        octets = await self.read(_ALL)
        if not octets:
            raise ConnectionResetError(ENDED)
        return octets

    async def answer(self) -> bytes:
        """Return the answer to a challenge; raise `Refused` if it is too long, after it was read completely."""
        fits = True
        while True:
            try:
                line = await self._line(b"\n")
            except asyncio.LimitOverrunError as error:
                fits = False
                await self.read(error.consumed)
            else:
                break
        self._transcript.answer()
        if not fits:
            raise Refused("500 5.5.6 Authentication call line is too long")
        return line.strip()

    async def _line(self, separator: bytes) -> bytes:
        try:
            return await super().readuntil(separator)
        except asyncio.IncompleteReadError:
            raise ConnectionResetError(ENDED) from None
