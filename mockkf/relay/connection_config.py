"""What connections of one relay have in common, and what aiosmtpd keeps of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from aiosmtpd import smtp

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
    """An envelope that remembers what was said about each recipient."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: list[tuple[str, str]] = []


class SessionData(smtp.Session):
    """A session whose deprecated member is silent, for aiosmtpd itself uses it."""

    login_data: Any = None
