"""Issues the tokens of one runtime, and knows which of them are still valid."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockkf.faults import Failure, StepRunner, Subject, TraceRecorder, actions, failure
from mockkf.idp.dialect import Dialect, Grant
from mockkf.idp.tokens import SigningKeys, TokenInvalid
from mockkf.model import Account, Fault, TokenRequest
from mockkf.state import State

HOUR = 3600

FAILURES = (*failure.FAILURES["idp.token"], "untrusted_certificate")
"""What can become of a token request, beside success."""


@dataclass(frozen=True)
class TokenIssuer:
    """What the endpoints, the mail server and the API's sign-in ask about tokens.

    `clients` are None as long as anybody gets a token; `skew` is how many seconds its clock is ahead;
    `trace` is that of the call that asks, if one does.
    """

    state: State
    keys: SigningKeys
    dialect: Dialect
    lifetime: int
    skew: float
    clients: tuple[Account, ...] | None
    trace: TraceRecorder = field(default_factory=TraceRecorder, compare=False)

    @property
    def key_number(self) -> int:
        """The number of the present key; that a token is of this epoch is told by its id."""
        return self.state.token_store.rotations

    @property
    def scopes(self) -> Iterable[str]:
        """The scopes that declared clients may ask for."""
        return {scope for client in self.clients or () for scope in client.scopes or ()}

    def note(self, request: TokenRequest) -> None:
        """Write a request down."""
        self.state.token_store.note(request)

    def match_fault(self, about: Callable[[], Subject]) -> Fault | None:
        """The fault that the request meets that `about` tells of, once it was held up; `Dropped` if it ends there."""
        steps = StepRunner(self.state, self.trace)
        fault = steps.match("idp.token", about)
        steps.play(fault, about)
        return fault

    def wait(self) -> None:
        """Do nothing until the epoch is over, for an hour at most."""
        self.state.hold(HOUR)

    def issue(self, grant: Grant, failure: str | None = None) -> str:
        """A token for `grant`, which `scenario` may spoil."""
        now = int(self.state.clock.seconds() + self.skew)
        claims: dict[str, Any] = {
            "iss": grant.issuer,
            **self.dialect.claims(grant),
            **self._claims_of(grant.client),
            "iat": now,
            "nbf": now,
            "exp": now + self.lifetime,
            "jti": self.state.next_guid(),
            **SPOILT.get(failure or "", lambda _: {})(now),
        }
        token = self.keys.sign(self.key_number, claims)
        self.state.token_store.record(claims, grant.client)
        if failure == "rotated_key":
            self.state.token_store.rotate()
        if failure == "revoked":
            self.state.token_store.revoke(claims["jti"])
        return token

    def check(self, token: str) -> Mapping[str, Any]:
        """The claims of `token`, or `TokenInvalid`: signature, time, epoch and revocation are looked at."""
        claims = self.keys.check(token, self.key_number, self.state.clock.seconds())
        stored = self.state.token_store.claims(str(claims.get("jti")))
        if stored is None or stored != claims:
            raise TokenInvalid("it was not issued since the last reset")
        if self.state.token_store.is_revoked(claims["jti"]):
            raise TokenInvalid("it was revoked")
        return claims

    def client_of(self, claims: Mapping[str, Any]) -> str:
        """The client that a token with these claims was issued to, whatever they call it."""
        return self.state.token_store.client(claims["jti"])

    def _claims_of(self, client: str) -> Mapping[str, Any]:
        """What the tokens of a declared client hold beside the usual."""
        return next((known.claims for known in self.clients or () if known.name == client), {})


SPOILT: Mapping[str, Any] = {
    "expired": lambda now: {"iat": now - 2 * HOUR, "nbf": now - 2 * HOUR, "exp": now - HOUR},
    "not_yet_valid": lambda now: {"nbf": now + HOUR, "exp": now + 2 * HOUR},
    "wrong_audience": lambda _: {"aud": "https://wrong.example.com"},
}
"""How a scenario changes the claims."""


def failure_of(fault: Fault | None) -> str | None:
    """What `fault` makes of a request, if it says so."""
    return next((action.failure for action in actions(fault) if isinstance(action, Failure)), None)
