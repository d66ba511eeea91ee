"""HTTP connections that failed before they became a call of an application."""

from dataclasses import dataclass
from datetime import datetime

from mockkf.model.text import printable


@dataclass(frozen=True)
class ConnectionFailure:
    """The failure of a connection to `listener`, `http` or `https`: `reason` says what happened, and what to do.

    `status` is the status of the answer, 0 if there was none. `request` has method and path of the request, empty if
    they are unknown. `sni` is the server name of the TLS handshake, None without one.
    """

    listener: str
    peer: tuple[str, int]
    reason: str
    status: int = 0
    request: str = ""
    sni: str | None = None


@dataclass(frozen=True, kw_only=True)
class FailedConnection(ConnectionFailure):
    """A failed connection in the journal of a mock."""

    id: int
    epoch: int
    received: datetime

    def __repr__(self) -> str:
        return printable(f"<FailedConnection {self.id} to {self.listener}: {self.reason}>")
