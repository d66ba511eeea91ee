"""The configuration of all connections of a relay, and the session and envelope objects of aiosmtpd."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Protocol

from aiosmtpd import smtp

from mockkf.model import NO_DSN, Dsn, Envelope, RecipientDsn
from mockkf.relay.callbacks import ConnectionContext
from mockkf.relay.set_up import SetUp


class OpenConnection(Protocol):
    """A connection as its server uses it."""

    def abort(self) -> None:
        """Close the connection immediately."""


@dataclass(frozen=True)
class ConnectionConfig:
    """The configuration that all connections of a relay share; timeouts are in seconds, the limit in octets."""

    context: Callable[[str, tuple[str, int]], ConnectionContext]
    size_limit: int
    idle_timeout: float
    handshake_timeout: float
    opened: Callable[[OpenConnection], None]
    closed: Callable[[OpenConnection], None]

    @cached_property
    def set_up(self) -> SetUp:
        """The set-up of aiosmtpd."""
        return SetUp(
            data_size_limit=self.size_limit,
            enable_SMTPUTF8=True,
            hostname="localhost",
            ident="mockkf ESMTP",
            timeout=self.idle_timeout,
            auth_require_tls=False,
        )


FEW = 4
"""The maximum number of RCPT commands of an envelope that is remembered."""


@lru_cache(maxsize=256)
def _remembered(envelope: Envelope) -> Envelope:
    """Return the same object for equal envelopes, so that messages between the same people share it."""
    return envelope


class SmtpEnvelope(smtp.Envelope):
    """The parameters of MAIL and RCPT for one mail; its lists are append-only."""

    rcpt_tos: list[str]

    def __init__(self) -> None:
        super().__init__()
        self.mail_from: str | None = None
        self.replies: list[tuple[str, str]] = []
        self.ret: str | None = None
        self.envid: str | None = None
        self.notifications: list[RecipientDsn] = []
        self.defects: list[str] = []

    def begin(self, sender: str, said: Mapping[str, Any]) -> None:
        """Set the sender after MAIL was accepted with these parameters."""
        self.mail_from = sender
        self.smtp_utf8 = "SMTPUTF8" in said
        self.ret, self.envid = said.get("RET"), said.get("ENVID")

    def add(self, recipient: str, said: Mapping[str, Any]) -> None:
        """Add a recipient after RCPT was accepted with these parameters."""
        self.rcpt_tos.append(recipient)
        if said:
            self.notifications.append(RecipientDsn(recipient, said.get("NOTIFY", ()), said.get("ORCPT")))

    @property
    def so_far(self) -> "EnvelopeSoFar":
        """A snapshot in constant time, independent of the number of recipients."""
        sizes = (len(self.rcpt_tos), len(self.replies), len(self.notifications), len(self.defects))
        return EnvelopeSoFar(self, self.mail_from, sizes)


@dataclass(frozen=True, slots=True)
class EnvelopeSoFar:
    """A snapshot of an envelope: the lengths of its append-only lists."""

    growing: SmtpEnvelope
    sender: str | None
    sizes: tuple[int, int, int, int]

    @property
    def envelope(self) -> Envelope | None:
        """The snapshot as an immutable value, or None before MAIL."""
        if self.sender is None:
            return None
        held, (recipients, replies, notifications, defects) = self.growing, self.sizes
        envelope = Envelope(
            self.sender,
            tuple(held.rcpt_tos[:recipients]),
            tuple(held.replies[:replies]),
            self._dsn(notifications),
            tuple(held.defects[:defects]),
        )
        return _remembered(envelope) if len(envelope.replies) <= FEW else envelope

    def _dsn(self, notifications: int) -> Dsn:
        held = self.growing
        if held.ret is None and held.envid is None and not notifications:
            return NO_DSN
        return Dsn(held.ret, held.envid, tuple(held.notifications[:notifications]))


class SessionData(smtp.Session):
    """A session without the warning about a deprecated member, because aiosmtpd itself uses it."""

    login_data: Any = None
