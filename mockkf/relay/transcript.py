"""The dialogue as a person reads it afterwards: one line each, nothing secret, and never too much of it."""

import asyncio
import re
from typing import Any

from mockkf.errors import Refused

LONGEST = 500
"""Characters shown of a line."""

MOST = 200
"""Lines shown of each part: the greeting, and the mail at hand."""

MASK = "********"

_VERBS = frozenset(
    b"EHLO HELO STARTTLS MAIL RCPT DATA RSET NOOP QUIT VRFY HELP EXPN".split(),
)

# The word after AUTH is shown only if it surely is a mechanism: in a malformed command it may be the secret.
_LOGIN = re.compile(
    rb"\s*(AUTH\s+(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER|CRAM-MD5|DIGEST-MD5|NTLM|GSSAPI|EXTERNAL|SCRAM-SHA-\d+))"
    rb"(\s+\S.*)?\s*",
    re.IGNORECASE | re.DOTALL,
)


class Transcript:
    """What both sides said: the greeting of the connection, then the mail at hand.

    >>> transcript = Transcript()
    >>> transcript.command(b"auth  plain AGpzbWl0aABzM2NyZXQ=")
    >>> str(transcript)
    'C: auth plain ********'
    """

    def __init__(self) -> None:
        self._greeting: list[str] = []
        self._part = self._greeting
        self._left_out = 0
        self._guarded = False

    def __str__(self) -> str:
        part = self._part
        if self._left_out:
            part = [*part[:1], f"-- {self._left_out} lines left out", *part[1:]]
        return "\n".join(part if self._part is self._greeting else self._greeting + part)

    def reply(self, lines: list[str]) -> None:
        """The server spoke."""
        for line in lines:
            self._add(f"S: {_shown(line)}")

    def command(self, line: bytes) -> None:
        """The client spoke; a login is masked, and after one everything that is no command and may belong to it."""
        line = line.rstrip(b"\r\n")
        verb = line.partition(b" ")[0].upper()
        if verb == b"MAIL" and self._part is self._greeting:
            self._part = []
        if verb in _VERBS:
            self._add(f"C: {_shown(line.decode('latin-1'))}")
        else:
            self._guarded = self._guarded or b"AUTH" in line.upper()
            self._add(f"C: {_masked(line) if self._guarded else _shown(line.decode('latin-1'))}")

    def answer(self) -> None:
        """The client answered a challenge."""
        self._add(f"C: {MASK}")

    def too_long(self) -> None:
        """The client sent a line that nobody reads to its end."""
        self._add("C: [a line that is too long]")

    def body(self, size: int) -> None:
        """The client sent a message."""
        self._add(f"C: [{size} octets]")
        self._add("C: .")

    def note(self, text: str) -> None:
        """Something happened that neither side said."""
        self._add(f"-- {_shown(text)}")

    def end_mail(self) -> None:
        """What follows belongs to the next mail."""
        self._part = []
        self._left_out = 0

    def _add(self, line: str) -> None:
        if len(self._part) >= MOST:
            # The newest lines matter most, so the older half of the part makes room.
            del self._part[1 : MOST // 2]
            self._left_out += MOST // 2 - 1
        self._part.append(line)


def _shown(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        text = text.encode("unicode_escape").decode("ascii")
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]} [{len(text) - LONGEST} more characters]"


def _masked(line: bytes) -> str:
    login = _LOGIN.fullmatch(line)
    if login is None:
        return f"AUTH {MASK}" if line.strip().upper().startswith(b"AUTH") else MASK
    words = b" ".join(login[1].split()).decode("ascii")
    return f"{words} {MASK}" if login[2] else words


class RecordingReader(asyncio.StreamReader):
    """The client's words on their way to whoever waits for them; commands and answers are put into the transcript."""

    def __init__(self, transcript: Transcript, loop: asyncio.AbstractEventLoop, longest: int) -> None:
        super().__init__(limit=longest + len(b"\r\n"), loop=loop)
        self._transcript = transcript
        self._too_long = False

    async def readuntil(self, separator: Any = b"\n") -> bytes:
        """The next command."""
        try:
            line = await super().readuntil(separator)
        except asyncio.LimitOverrunError:
            self._too_long = True
            raise
        if self._too_long:
            self._transcript.too_long()
        else:
            self._transcript.command(line)
        self._too_long = False
        return line

    async def answer(self) -> bytes:
        """The client's answer to a challenge, read to its end even if it is too long to be taken."""
        fits = True
        while True:
            try:
                line = await super().readuntil(b"\n")
            except asyncio.LimitOverrunError as error:
                fits = False
                await self.read(error.consumed)
            else:
                break
        self._transcript.answer()
        if not fits:
            raise Refused("500 5.5.6 Authentication call line is too long")
        return line.strip()
