"""A captured mail: byte-exact as it came, read on demand."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from typing import Any

from mockkf.mime import Attachment, Headers, MailContent, subject_of
from mockkf.model.envelope import Envelope
from mockkf.model.pam import Lookup
from mockkf.model.text import printable


@dataclass(frozen=True, slots=True)
class Target:
    """The host and port a client wanted to reach before mockkf took the connection itself.

    >>> Target("[2001:db8::1]", 25).name, Target("smtp.keyexample.com.", 25).name
    ('2001:db8::1', 'smtp.keyexample.com')
    """

    host: str
    port: int

    @property
    def name(self) -> str:
        """The host as certificates name it: without brackets, without the dot of the root."""
        return self.host.strip("[]").removeprefix("IPv6:").removesuffix(".")


@dataclass(frozen=True, slots=True)
class Tls:
    """What was agreed in the handshake; `sni` is the server name the client asked for, if any."""

    version: str
    cipher: str
    sni: str | None = None


@dataclass(frozen=True, slots=True)
class Login:
    """Who logged on, and how; what was used as the password can be compared but not read.

    >>> login = Login.of("PLAIN", "jsmith", b"s3cret")
    >>> login.user, login.used("s3cret"), login.used("guess")
    ('jsmith', True, False)
    """

    mechanism: str
    user: str
    _digest: bytes = field(default=b"", repr=False)
    claims: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, mechanism: str, user: str, secret: bytes, claims: Mapping[str, Any] | None = None) -> "Login":
        """A login whose secret is kept as a salted digest only; of a token the `claims` are kept, not its signature."""
        salt = hashlib.sha256(f"{mechanism}\0{user}".encode("utf-8", "surrogateescape")).digest()
        return cls(mechanism, user, _digest(salt, secret), claims)

    def used(self, secret: str) -> bool:
        """Whether this login was made with `secret`."""
        salt = hashlib.sha256(f"{self.mechanism}\0{self.user}".encode("utf-8", "surrogateescape")).digest()
        return hmac.compare_digest(self._digest, _digest(salt, secret.encode("utf-8", "surrogateescape")))


def _digest(salt: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt, secret, "sha256")


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a mail came from: the facts of one SMTP connection that stay the same for all it carries."""

    listener: str
    peer: tuple[str, int]
    helo: str | None = None
    target: Target | None = None
    tls: Tls | None = None
    login: Login | None = None
    call: int | None = None
    lookups: tuple[Lookup, ...] = ()


@dataclass(frozen=True)
class Message:
    """A captured mail: byte-exact as it came, read on demand.

    `transcript` is the SMTP dialogue up to the end of this mail (`C: ` the client, `S: ` the server), secrets masked;
    `received` is in UTC; `exchange` is the journal id of the API call that caused it, None for any other sender.
    """

    id: int
    epoch: int
    received: datetime
    envelope: Envelope
    connection: Connection = field(repr=False)
    raw: bytes = field(repr=False)
    transcript: str = field(repr=False)

    def __repr__(self) -> str:
        to = ", ".join(self.envelope.recipients)
        return printable(f"<Message {self.id} from {self.envelope.sender} to {to}: {self.subject!r}>")

    @property
    def login(self) -> Login | None:
        """Who logged on; None if nobody did."""
        return self.connection.login

    @property
    def tls(self) -> Tls | None:
        """The TLS session it came over; None if it came in plain text."""
        return self.connection.tls

    @property
    def target(self) -> Target | None:
        """The host and port the sender wanted; None for a client that came by itself."""
        return self.connection.target

    @property
    def helo(self) -> str | None:
        """The name the client gave in HELO or EHLO."""
        return self.connection.helo

    @property
    def peer(self) -> tuple[str, int]:
        """The client's address and port."""
        return self.connection.peer

    @property
    def call(self) -> int | None:
        """The journal id of the API call that sent it."""
        return self.connection.call

    def used_secret(self, provider: int | str, *address: str) -> bool:
        """Whether the secret at `address` of a PAM provider (by id or name) was looked up for this mail.

        `message.used_secret("CyberArk", "MyFolderName", "MyEmailUserPassword")`; which value came of it tells
        `message.login.used`.
        """
        return any(
            provider in (lookup.provider, lookup.provider_name) and address == tuple(lookup.address.values())
            for lookup in self.connection.lookups
        )

    @cached_property
    def email(self) -> EmailMessage:
        """The mail as the standard library reads it."""
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def content(self) -> MailContent:
        """What the mail holds, decoded. The message keeps nothing of it; keep this to read a large mail only once."""
        return MailContent(self.raw)

    @property
    def subject(self) -> str:
        """The decoded subject, empty if there is none."""
        return subject_of(self.raw)

    @property
    def headers(self) -> Headers:
        """The decoded headers; look-up by any letter case, the first of several."""
        return self.content.headers

    @property
    def text(self) -> str:
        """The plain text body, empty if there is none; lines end in a line feed."""
        return self.content.text

    @property
    def html(self) -> str | None:
        """The HTML body; None if there is none. It is hostile until proven otherwise."""
        return self.content.html

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The attached files, in order: every part that is neither a body nor made of parts."""
        return self.content.attachments

    @property
    def links(self) -> tuple[str, ...]:
        """The http, https and mailto addresses in text and HTML, in order, each once."""
        return self.content.links

    @property
    def defects(self) -> tuple[str, ...]:
        """What was wrong in the message or its SMTP dialogue and was accepted, one sentence each."""
        return (*self.content.defects, *self.envelope.defects)
