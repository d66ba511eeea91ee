"""A captured mail: its exact bytes, parsed on demand."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from mockkf.mime import Attachment, Headers, MailContent, subject_of
from mockkf.model.envelope import Envelope
from mockkf.model.message_uid import MessageUid
from mockkf.model.pam import Lookup
from mockkf.model.text import printable


@dataclass(frozen=True, slots=True)
class Target:
    """The host and port that a client requested before mockkf redirected the connection to itself.

    >>> Target("[2001:db8::1]", 25).name, Target("smtp.keyexample.com.", 25).name
    ('2001:db8::1', 'smtp.keyexample.com')
    """

    host: str
    port: int

    @property
    def name(self) -> str:
        """The host as in a certificate: without brackets and without a trailing dot."""
        return self.host.strip("[]").removeprefix("IPv6:").removesuffix(".")


@dataclass(frozen=True, slots=True)
class Tls:
    """The result of the TLS handshake; `sni` is the server name that the client sent, None without one."""

    version: str
    cipher: str
    sni: str | None = None


@dataclass(frozen=True, slots=True)
class Login:
    """A login at the mail server. Its secret can be compared, but not read.

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
        """Return a login that stores its secret only as a salted digest; of a token it stores the `claims`."""
        salt = hashlib.sha256(f"{mechanism}\0{user}".encode("utf-8", "surrogateescape")).digest()
        return cls(mechanism, user, _digest(salt, secret), claims)

    def used(self, secret: str) -> bool:
        """Return whether the client logged on with `secret`, a password or a token."""
        salt = hashlib.sha256(f"{self.mechanism}\0{self.user}".encode("utf-8", "surrogateescape")).digest()
        return hmac.compare_digest(self._digest, _digest(salt, secret.encode("utf-8", "surrogateescape")))


def _digest(salt: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt, secret, "sha256")


@dataclass(frozen=True, slots=True)
class Connection:
    """The data of one SMTP connection, the same for every mail that it carries.

    `peer` is the address of the client, `local_address` the address to which it connected.
    """

    listener: str
    peer: tuple[str, int]
    helo: str | None = None
    target: Target | None = None
    tls: Tls | None = None
    login: Login | None = None
    call: int | None = None
    lookups: tuple[Lookup, ...] = ()
    local_address: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Message:
    """A captured mail: its exact bytes, parsed on demand.

    `transcript` is the SMTP dialogue up to the end of this mail (`C: ` the client, `S: ` the server) with masked
    secrets. `received` is in UTC. `call` is the journal id of the API call that sent it, None for a direct client.
    `id` begins at 1 again after a reset; `uid` is never used again. `mock` is the id of the mock in `uid`.
    `dialogue` is the transcript, or makes it from the id.
    """

    id: int
    epoch: int
    received: datetime
    envelope: Envelope
    connection: Connection = field(repr=False)
    raw: bytes = field(repr=False)
    dialogue: str | Callable[[int], str] = field(repr=False, compare=False)
    mock: str = field(default="", repr=False)
    _email: EmailMessage | None = field(default=None, init=False, repr=False, compare=False)

    def __repr__(self) -> str:
        to = ", ".join(self.envelope.recipients)
        return printable(f"<Message {self.id} from {self.envelope.sender} to {to}: {self.subject!r}>")

    @property
    def uid(self) -> str:
        """The unique id: 22 letters and digits, never used again; Mailpit's API calls it `ID`."""
        return str(self.uid_parts)

    @property
    def uid_parts(self) -> MessageUid:
        """The parts of `uid`."""
        return MessageUid(self.mock, self.epoch, self.id)

    @property
    def login(self) -> Login | None:
        """The login; None without one."""
        return self.connection.login

    @property
    def tls(self) -> Tls | None:
        """The TLS session; None if the mail came in plain text."""
        return self.connection.tls

    @property
    def target(self) -> Target | None:
        """The host and port that the profile names; None for a client that connected directly."""
        return self.connection.target

    @property
    def helo(self) -> str | None:
        """The name that the client sent with HELO or EHLO."""
        return self.connection.helo

    @property
    def peer(self) -> tuple[str, int]:
        """The IP address and the port of the client."""
        return self.connection.peer

    @property
    def call(self) -> int | None:
        """The journal id of the API call that sent the mail; None for a client that connected directly."""
        return self.connection.call

    def used_secret(self, provider: int | str, *address: str) -> bool:
        """Return whether the secret at `address` of a PAM provider (id or name) was looked up for this mail.

        `message.used_secret("CyberArk", "MyFolderName", "MyEmailUserPassword")` is an example. To compare the value
        of the secret, use `message.login.used`.
        """
        return any(
            provider in (lookup.provider, lookup.provider_name) and address == tuple(lookup.address.values())
            for lookup in self.connection.lookups
        )

    @property
    def transcript(self) -> str:
        """The SMTP dialogue up to the end of this mail."""
        return self.dialogue if isinstance(self.dialogue, str) else self.dialogue(self.id)

    @property
    def email(self) -> EmailMessage:
        """The mail, parsed by the standard library."""
        if self._email is None:
            object.__setattr__(self, "_email", message_from_bytes(self.raw, policy=policy.default))
        parsed: Any = self._email
        return cast("EmailMessage", parsed)

    @property
    def content(self) -> MailContent:
        """The decoded content. The message does not cache it; store this object to parse a large mail only once."""
        return MailContent(self.raw)

    @property
    def subject(self) -> str:
        """The decoded subject; empty without one."""
        return subject_of(self.raw)

    @property
    def headers(self) -> Headers:
        """The decoded headers. Look-ups ignore letter case and return the first of several."""
        return self.content.headers

    @property
    def text(self) -> str:
        """The plain text body, empty without one; lines end with a line feed."""
        return self.content.text

    @property
    def html(self) -> str | None:
        """The HTML body; None without one. Treat it as untrusted."""
        return self.content.html

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The attached files, in order: every part that is neither a body nor made of parts."""
        return self.content.attachments

    @property
    def links(self) -> tuple[str, ...]:
        """The http, https and mailto URLs in text and HTML, in order, each once."""
        return self.content.links

    @property
    def defects(self) -> tuple[str, ...]:
        """The errors in the message and its SMTP dialogue that were accepted, one sentence each."""
        return (*self.content.defects, *self.envelope.defects)
