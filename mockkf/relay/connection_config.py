"""What connections of one relay have in common, and what aiosmtpd keeps of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from aiosmtpd import smtp

from mockkf.model import Dsn, Envelope, RecipientDsn
from mockkf.relay.callbacks import ConnectionContext


class OpenConnection(Protocol):
    """A connection as its server sees it."""

    def abort(self) -> None:
        """End it at once."""


@dataclass(frozen=True)
class ConnectionConfig:
    """What is the same for all connections of a relay."""

    context: Callable[[str, tuple[str, int]], ConnectionContext]
    size_limit: int
    idle_timeout: float
    handshake_timeout: float
    opened: Callable[[OpenConnection], None]
    closed: Callable[[OpenConnection], None]


class SmtpEnvelope(smtp.Envelope):
    """What MAIL and RCPT said of one mail; its lists only grow."""

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
        """MAIL was accepted, with these parameters."""
        self.mail_from = sender
        self.smtp_utf8 = "SMTPUTF8" in said
        self.ret, self.envid = said.get("RET"), said.get("ENVID")

    def add(self, recipient: str, said: Mapping[str, Any]) -> None:
        """RCPT was accepted, with these parameters."""
        self.rcpt_tos.append(recipient)
        if said:
            self.notifications.append(RecipientDsn(recipient, said.get("NOTIFY", ()), said.get("ORCPT")))

    @property
    def so_far(self) -> "EnvelopeSoFar":
        """What it holds now; it costs the same however many recipients there are."""
        sizes = (len(self.rcpt_tos), len(self.replies), len(self.notifications), len(self.defects))
        return EnvelopeSoFar(self, self.mail_from, sizes)


@dataclass(frozen=True, slots=True)
class EnvelopeSoFar:
    """What an envelope held at one moment: how much of lists that only grow."""

    growing: SmtpEnvelope
    sender: str | None
    sizes: tuple[int, int, int, int]

    @property
    def envelope(self) -> Envelope | None:
        """The same as a value of its own, None before there was a sender."""
        if self.sender is None:
            return None
        held, (recipients, replies, notifications, defects) = self.growing, self.sizes
        return Envelope(
            self.sender,
            tuple(held.rcpt_tos[:recipients]),
            tuple(held.replies[:replies]),
            Dsn(held.ret, held.envid, tuple(held.notifications[:notifications])),
            tuple(held.defects[:defects]),
        )


class SessionData(smtp.Session):
    """A session whose deprecated member is silent, for aiosmtpd itself uses it."""

    login_data: Any = None
