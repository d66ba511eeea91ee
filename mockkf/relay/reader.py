"""The reader of a connection, which records commands and answers in the transcript."""

import asyncio

from mockkf.errors import Refused
from mockkf.relay.coroutine_runner import more_input
from mockkf.relay.transcript import Transcript

ENDED = "the client sends no more data"


class RecordingReader:
    """The input of a connection; it records commands and answers in the transcript.

    It has those methods of a stream reader that aiosmtpd uses, and is read in a `CoroutineRunner`, whose owner resumes
    it after `feed_data` and `feed_eof`. `transport` is paused if twice the octets of the longest line are unread; None
    while it is not known.
    """

    def __init__(self, transcript: Transcript, longest: int) -> None:
        self._transcript = transcript
        self.transport: asyncio.Transport | None = None
        self._limit = longest + len(b"\r\n")
        self._unread = bytearray()
        self._has_ended = False
        self._is_paused = False
        self._too_long = False

    @property
    def has_unread(self) -> bool:
        """Whether there are unread octets."""
        return bool(self._unread)

    def feed_data(self, data: bytes) -> None:
        """Add octets that arrived."""
        self._unread += data
        if len(self._unread) > 2 * self._limit and self.transport and not self._is_paused:
            self.transport.pause_reading()
            self._is_paused = True

    def feed_eof(self) -> None:
        """Note the end of the input."""
        self._has_ended = True

    async def readuntil(self) -> bytes:
        """Return the next command."""
        try:
            line = await self._line()
        except asyncio.LimitOverrunError:
            self._too_long = True
            raise
        if self._too_long:
            self._transcript.too_long()
        else:
            self._transcript.command(line)
        self._too_long = False
        return line

    async def read(self, most: int | None = None) -> bytes:
        """Return available octets, at least one and at most `most`; raise `ConnectionResetError` at the end."""
        while not self._unread:
            await self._more()
        return self._take(len(self._unread) if most is None else most)

    async def answer(self) -> bytes:
        """Return the answer to a challenge; raise `Refused` if it is too long, after it was read completely."""
        fits = True
        while True:
            try:
                line = await self._line()
            except asyncio.LimitOverrunError as error:
                fits = False
                self._take(error.consumed)
            else:
                break
        self._transcript.answer()
        if not fits:
            raise Refused("500 5.5.6 Authentication call line is too long")
        return line.strip()

    async def _line(self) -> bytes:
        searched = 0
        while (end := self._unread.find(b"\n", searched)) < 0:
            searched = len(self._unread)
            if searched > self._limit:
                raise asyncio.LimitOverrunError("the line is too long", searched)
            await self._more()
        if end > self._limit:
            raise asyncio.LimitOverrunError("the line is too long", end)
        return self._take(end + 1)

    async def _more(self) -> None:
        if self._has_ended:
            raise ConnectionResetError(ENDED)
        await more_input()

    def _take(self, number: int) -> bytes:
        taken = bytes(self._unread[:number])
        del self._unread[:number]
        if self._is_paused and self.transport and len(self._unread) <= self._limit:
            self._is_paused = False
            self.transport.resume_reading()
        return taken
