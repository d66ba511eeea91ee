"""One whole mock: what lives from one reset to the next."""

from collections.abc import Callable
from dataclasses import dataclass

from mockkf.command.test_mail import Outside
from mockkf.config.settings import Settings
from mockkf.faults.step_runner import Trace
from mockkf.idp import IdentityProvider
from mockkf.idp.tokens import TokenInvalid
from mockkf.relay import Arrival
from mockkf.state.state import State


@dataclass(frozen=True)
class World:
    """Settings and state of one epoch, the way of its test mails to the outside, and how it meets strangers."""

    settings: Settings
    state: State
    outside: Callable[[Trace, int], Outside]
    visitor: Callable[[], Arrival]
    idp: IdentityProvider

    def client_of(self, token: str) -> str | None:
        """The client a token was issued to; None if it is no good."""
        try:
            return self.idp.client_of(self.idp.check(token))
        except TokenInvalid:
            return None
