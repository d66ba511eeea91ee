"""The part of a mock that exists from one reset to the next."""

from collections.abc import Callable
from dataclasses import dataclass

from mockkf.command import ExternalCalls
from mockkf.config import Settings
from mockkf.faults import TraceRecorder
from mockkf.idp import TokenInvalid, TokenIssuer
from mockkf.relay import ConnectionContext
from mockkf.state import State


@dataclass(frozen=True)
class Runtime:
    """Settings and state of one epoch, the external calls of its test mails, and one context for direct connections."""

    settings: Settings
    state: State
    external_calls: Callable[[TraceRecorder, int], ExternalCalls]
    direct_connection: Callable[[], ConnectionContext]
    idp: TokenIssuer

    def client_of(self, token: str) -> str | None:
        """Return the client to which `token` was issued, or None if the token is invalid."""
        try:
            return self.idp.client_of(self.idp.check(token))
        except TokenInvalid:
            return None
