"""What the client says, on its way to whoever waits for it."""

import asyncio
from typing import Any

from mockkf.errors import Refused
from mockkf.relay.transcript import Transcript

ENDED = "the client sends no more data"

_ALL = 1 << 30
"""More octets than can wait to be read."""


class RecordingReader(asyncio.StreamReader):
    """The client's words on their way to whoever waits for them; commands and answers are put into the transcript."""

    # What asyncio's reader keeps; it has no public way to tell whether anybody waits.
    _buffer: bytearray
    _waiter: "asyncio.Future[None] | None"

    def __init__(self, transcript: Transcript, loop: asyncio.AbstractEventLoop, longest: int) -> None:
        super().__init__(limit=longest + len(b"\r\n"), loop=loop)
        self._transcript = transcript
        self._too_long = False

    @property
    def has_work(self) -> bool:
        """Whether somebody waits for the client's words, or some are not read yet."""
        return self._waiter is not None or bool(self._buffer)

    async def readuntil(self, separator: Any = b"\n") -> bytes:
        """The next command."""
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
        """All that is there of a message, and something at least."""
        octets = await self.read(_ALL)
        if not octets:
            raise ConnectionResetError(ENDED)
        return octets

    async def answer(self) -> bytes:
        """The client's answer to a challenge, read to its end even if it is too long to be taken."""
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
