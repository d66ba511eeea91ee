"""The callbacks that decide about each step of a connection. This module contains no SMTP."""

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from mockkf.errors import Refused
from mockkf.model import Connection, Dialogue, Envelope, Login, Lookup, Message, Target


@dataclass(frozen=True)
class LoginAttempt:
    """The credentials of a login; `secret` is the password or token, and its repr omits it."""

    mechanism: str
    user: str
    secret: bytes = field(repr=False)


class TokenRefused(Refused):
    """A token is refused; `challenge` is sent before the reply."""

    def __init__(self, reply: str, challenge: str | None, why: str) -> None:
        super().__init__(reply, why)
        self.challenge = challenge


READY_FOR_TLS = "220 2.0.0 Ready to start TLS"
"""The positive reply to STARTTLS."""

READY_FOR_DATA = "354 End data with <CR><LF>.<CR><LF>"
"""The positive reply to DATA."""


@dataclass(frozen=True)
class Capabilities:
    """The capabilities in the reply to EHLO; others are refused. None means all mechanisms, and the default size.

    `recipients` is the maximum number of recipients of a mail; RFC 5321 s 4.5.3.1.8 requires at least 100.
    """

    starttls: bool = True
    mechanisms: tuple[str, ...] | None = None
    smtputf8: bool = True
    size: int | None = None
    recipients: int = 1_000


@dataclass(frozen=True)
class Callbacks:
    """The callbacks of one connection, in the order of the dialogue; each can raise `Refused`.

    `refused` is called for every refusal and every connection that ends early. Its arguments are the step, the reply
    or the cause, the connection, the dialogue so far, and `Refused.why`. `probed` is called for a connection that sent
    nothing. The second argument of `hello` is the command, EHLO or HELO; the last one of `message` are the parts of the
    transcript.
    """

    banner: Callable[[Connection], Awaitable[None]]
    hello: Callable[[Connection, str], Awaitable[Capabilities]]
    tls: Callable[[Connection], Awaitable[ssl.SSLContext]]
    login: Callable[[Connection, LoginAttempt], Awaitable[Login]]
    sender: Callable[[Connection, str], Awaitable[None]]
    recipient: Callable[[Connection, str, str], Awaitable[None]]
    data: Callable[[Connection, Envelope], Awaitable[None]]
    message: Callable[[Connection, Envelope, bytes, tuple[str, ...]], Awaitable[str]]
    refused: Callable[[str, str, Connection, Dialogue, str], None]
    probed: Callable[[], None]


@dataclass(frozen=True)
class ConnectionContext:
    """The owner of a connection, known when the connection is accepted.

    A client that connects directly can name its sandbox later. `elsewhere` gets the kind (`helo`, `user` or `to`) and
    the value, and returns the new context, or None if the owner does not change.
    """

    steps: Callbacks
    epoch: int
    target: Target | None = None
    call: int | None = None
    lookups: tuple[Lookup, ...] = ()
    elsewhere: Callable[[str, str], "ConnectionContext | None"] = lambda _kind, _word: None


class MailSink(Protocol):
    """The store for the messages and refusals of one epoch."""

    epoch: int

    def capture(
        self, connection: Connection, envelope: Envelope, raw: bytes, transcript: Callable[[int], str], epoch: int
    ) -> Message:
        """Store a message; `transcript` returns the transcript for the id of the message."""

    def refuse(
        self, step: str, reply: str, connection: Connection, dialogue: Dialogue, epoch: int, why: str = ""
    ) -> None:
        """Store a refusal."""

    def probe(self) -> None:
        """Count a connection that sent nothing."""
