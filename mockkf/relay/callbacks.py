"""What the relay asks during a dialogue, and of whom: the callbacks of a connection. No SMTP is spoken here."""

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from mockkf.errors import Refused
from mockkf.model import Connection, Dialogue, Envelope, Login, Lookup, Message, Target


@dataclass(frozen=True)
class LoginAttempt:
    """What a client logs on with; the secret is whatever the mechanism proves itself by, and is never printed."""

    mechanism: str
    user: str
    secret: bytes = field(repr=False)


class TokenRefused(Refused):
    """A token is not accepted: `challenge` is what the client hears before the reply, `why` what mockkf knows of it."""

    def __init__(self, reply: str, challenge: str | None, why: str) -> None:
        super().__init__(reply)
        self.challenge = challenge
        self.why = why


READY_FOR_TLS = "220 2.0.0 Ready to start TLS"
"""The go-ahead after STARTTLS."""

READY_FOR_DATA = "354 End data with <CR><LF>.<CR><LF>"
"""The go-ahead after DATA."""


@dataclass(frozen=True)
class Capabilities:
    """What a mail server says it can do; what it does not offer it does not do. None is what there is."""

    starttls: bool = True
    mechanisms: tuple[str, ...] | None = None
    smtputf8: bool = True
    size: int | None = None


@dataclass(frozen=True)
class Callbacks:
    """What the relay asks about one connection, in the order of the dialogue; each answer may be a `Refused`.

    `refused` is told of every refusal and of every end in the middle: its step, the reply or what happened, the
    connection and the dialogue that led there. `probed` is told of a connection that sent nothing.
    """

    banner: Callable[[Connection], Awaitable[None]]
    hello: Callable[[Connection], Awaitable[Capabilities]]
    tls: Callable[[Connection], Awaitable[ssl.SSLContext]]
    login: Callable[[Connection, LoginAttempt], Awaitable[Login]]
    sender: Callable[[Connection, str], Awaitable[None]]
    recipient: Callable[[Connection, str, str], Awaitable[None]]
    data: Callable[[Connection, Envelope], Awaitable[None]]
    message: Callable[[Connection, Envelope, bytes, str], Awaitable[str]]
    refused: Callable[[str, str, Connection, Dialogue], None]
    probed: Callable[[], None]


@dataclass(frozen=True)
class ConnectionContext:
    """Whose connection this is: settled when it is accepted.

    A client that comes by itself may say later for whom it comes: `elsewhere` is told what it says (`helo`, `user` or
    `to`, and the word) and gives the arrival it belongs to from then on, if that is another.
    """

    steps: Callbacks
    epoch: int
    target: Target | None = None
    call: int | None = None
    lookups: tuple[Lookup, ...] = ()
    elsewhere: Callable[[str, str], "ConnectionContext | None"] = lambda _kind, _word: None


class MailSink(Protocol):
    """Where the mails and refusals of one epoch are written down."""

    epoch: int

    def capture(
        self, connection: Connection, envelope: Envelope, raw: bytes, transcript: Callable[[int], str], epoch: int
    ) -> Message:
        """Keep a mail; `transcript` is told the id the mail is given."""

    def refuse(self, step: str, reply: str, connection: Connection, dialogue: Dialogue, epoch: int) -> None:
        """Keep what was not taken."""

    def probe(self) -> None:
        """Count a connection that sent nothing."""
