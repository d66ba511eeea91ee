"""The readable transcript of a dialogue: one line for each command and reply, no secrets, limited length."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from mockkf.relay.shared_text import shared

LONGEST = 500
"""The maximum number of characters of a line."""

MOST = 200
"""The maximum number of lines of each part: the greeting, and the current mail."""

MASK = "********"

_VERBS = frozenset(
    b"EHLO HELO STARTTLS MAIL RCPT DATA RSET NOOP QUIT VRFY HELP EXPN".split(),
)

# The word after AUTH is shown only if it is a known mechanism: in a malformed command it may be the secret.
_LOGIN = re.compile(
    rb"\s*(AUTH\s+(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER|CRAM-MD5|DIGEST-MD5|NTLM|GSSAPI|EXTERNAL|SCRAM-SHA-\d+))"
    rb"(\s+\S.*)?\s*",
    re.IGNORECASE | re.DOTALL,
)


_LOGIN_WORDS = frozenset({b"PASS", b"LOGIN", b"PASSWORD"})

LONGEST_WORD = 20
"""The minimum octets of a word that may be a token, if it is not a command."""

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]+={1,2}|(?:[A-Za-z0-9+/_-]{4})+")

_ENCODED = re.compile(rb"(?<![^\s:=])(?:[A-Za-z0-9+/_.-]{20,}={0,2}|[A-Za-z0-9+/_-]{2,}={1,2})(?!\S)")


class Transcript:
    """The lines of both sides: the greeting of the connection, then the current mail.

    >>> transcript = Transcript()
    >>> transcript.command(b"auth  plain AGpzbWl0aABzM2NyZXQ=")
    >>> str(transcript)
    'C: auth plain ********'
    """

    def __init__(self) -> None:
        self._parts: tuple[_Part, ...] = (_Part(),)
        self._guarded = False

    def __str__(self) -> str:
        return str(self.so_far)

    @property
    def so_far(self) -> "TranscriptSoFar":
        """A snapshot in constant time, independent of the length."""
        return TranscriptSoFar(tuple(part.so_far for part in self._parts))

    @property
    def parts(self) -> tuple[str, ...]:
        """The text of each part; messages share what they have in common."""
        return tuple(shared("\n".join(part.so_far.lines())) for part in self._parts)

    def reply(self, lines: Sequence[str]) -> None:
        """Add the lines of a reply of the server, as they are shown."""
        self._parts[-1].add_all(lines)

    def command(self, line: bytes) -> None:
        """Add a command of the client; mask a login, and after AUTH everything that is not a command."""
        line = line.rstrip(b"\r\n")
        verb = line.partition(b" ")[0].upper()
        if verb == b"MAIL" and len(self._parts) == 1:
            self.end_mail()
        if verb in _VERBS:
            self._add(shared(f"C: {shown(line.decode('latin-1'))}"))
        else:
            self._guarded = self._guarded or b"AUTH" in line.upper()
            self._add(f"C: {_masked(line) if self._guarded else _without_secrets(line)}")

    def answer(self) -> None:
        """Add the masked answer to a challenge."""
        self._add(f"C: {MASK}")

    def too_long(self) -> None:
        """Add a placeholder for a line that is too long."""
        self._add("C: [a line that is too long]")

    def body(self, size: int) -> None:
        """Add the size of a message."""
        self._add(f"C: [{size} octets]")
        self._add("C: .")

    def note(self, text: str) -> None:
        """Add an event that is neither command nor reply."""
        self._add(f"-- {shown(text)}")

    def end_mail(self) -> None:
        """Start the part of the next mail."""
        self._parts = (self._parts[0], _Part())

    def _add(self, line: str) -> None:
        self._parts[-1].add(line)


class _Part:
    """The newest lines of a part. Lists in snapshots are append-only; shortening creates a new list."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._left_out = 0

    def add(self, line: str) -> None:
        if len(self._lines) >= MOST:
            # The newest lines matter most, so the older half is dropped.
            self._lines = [*self._lines[:1], *self._lines[MOST // 2 :]]
            self._left_out += MOST // 2 - 1
        self._lines.append(line)

    def add_all(self, lines: Sequence[str]) -> None:
        if len(self._lines) + len(lines) <= MOST:
            self._lines += lines
        else:
            for line in lines:
                self.add(line)

    @property
    def so_far(self) -> "_PartSoFar":
        return _PartSoFar(self._lines, len(self._lines), self._left_out)


class _PartSoFar(NamedTuple):
    growing: list[str]
    size: int
    left_out: int

    def lines(self) -> list[str]:
        lines = self.growing[: self.size]
        return [*lines[:1], f"-- {self.left_out} lines left out", *lines[1:]] if self.left_out else lines


class TranscriptSoFar(NamedTuple):
    """A snapshot of a transcript: the lengths of its append-only lists."""

    parts: tuple[_PartSoFar, ...]

    def __str__(self) -> str:
        return "\n".join(line for part in self.parts for line in part.lines())


def shown(text: str) -> str:
    """Return one line of limited length, in printable ASCII."""
    if not (text.isascii() and text.isprintable()):
        text = text.encode("unicode_escape").decode("ascii")
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]} [{len(text) - LONGEST} more characters]"


def _without_secrets(line: bytes) -> str:
    """Return a line that is not an SMTP command, with passwords of other protocols and possible logins masked."""
    words = line.split()
    if any(word.upper() in _LOGIN_WORDS for word in words[:2]):
        word = words[0].upper()
        return f"{word.decode()} {MASK}" if word in _LOGIN_WORDS else MASK
    if len(words) == 1:
        return MASK if _may_be_secret(words[0]) else shown(line.decode("latin-1"))
    return shown(_ENCODED.sub(MASK.encode(), line).decode("latin-1"))


def _may_be_secret(word: bytes) -> bool:
    """Return whether a single word may be base64 or a token; short words in capitals are commands."""
    if len(word) >= LONGEST_WORD:
        return True
    return not (word.isalpha() and word.isupper()) and _BASE64.fullmatch(word) is not None


def _masked(line: bytes) -> str:
    login = _LOGIN.fullmatch(line)
    if login is None:
        return f"AUTH {MASK}" if line.strip().upper().startswith(b"AUTH") else MASK
    words = b" ".join(login[1].split()).decode("ascii")
    return f"{words} {MASK}" if login[2] else words
