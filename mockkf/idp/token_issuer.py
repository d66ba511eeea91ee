"""Issues and verifies the tokens of one runtime."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from mockkf.faults import Failure, StepRunner, Subject, TraceRecorder, actions, failure
from mockkf.idp.dialect import Dialect, Grant
from mockkf.idp.error_answer import Occasion
from mockkf.idp.submission import Submission
from mockkf.idp.tokens import SigningKeys, TokenInvalid
from mockkf.model import Account, Fault, TokenRequest
from mockkf.state import State

HOUR = 3600

FAILURES = (*failure.FAILURES["idp.token"], "untrusted_certificate")
"""The names of the failures of a token request."""


class IssuedToken(NamedTuple):
    """A signed token and its claims; the token is a secret."""

    token: str
    claims: Mapping[str, Any]


@dataclass(frozen=True)
class TokenIssuer:
    """Issues and verifies tokens for the token endpoints, the mail server and the API.

    If `clients` is None, any client gets a token. `token_lifetime` is in seconds, 0 for that of the dialect; the clock
    is ahead by `skew` seconds. `accepted` names what the dialect refuses by a rule and this issuer does not. `trace` is
    that of the API call that uses the issuer, if there is one.
    """

    state: State
    keys: SigningKeys
    dialect: Dialect
    token_lifetime: int
    skew: float
    clients: tuple[Account, ...] | None
    accepted: tuple[str, ...] = ()
    trace: TraceRecorder = field(default_factory=TraceRecorder, compare=False)

    @property
    def lifetime(self) -> int:
        """The lifetime of a token in seconds."""
        return self.token_lifetime or self.dialect.lifetime

    @property
    def now(self) -> float:
        """The time of the identity provider, in seconds since 1970."""
        return self.state.clock.seconds() + self.skew

    @property
    def key_number(self) -> int:
        """The number of the current key. The key does not show the epoch of a token; its `jti` does."""
        return self.state.token_store.rotations

    @property
    def scopes(self) -> Iterable[str]:
        """The scopes that declared clients may request."""
        return {scope for client in self.clients or () for scope in client.scopes or ()}

    def base(self, token_url: str) -> str:
        """Return the URL below which the discovery document of a token endpoint is."""
        parts = urlsplit(token_url)
        url = parts._replace(path=parts.path or "/", query="", fragment="").geturl()
        return self.dialect.version_at(url, Submission()).base(url)

    def note(self, request: TokenRequest) -> None:
        """Record a token request."""
        self.state.token_store.note(request)

    def match_fault(self, about: Callable[[], Subject]) -> Fault | None:
        """Return the fault that fires at a token request, after its delay; raise `Dropped` if it ends the request.

        `about` returns the properties of the request.
        """
        steps = StepRunner(self.state, self.trace)
        fault = steps.match("idp.token", about)
        steps.play(fault, about)
        return fault

    def wait(self) -> None:
        """Wait for the end of the epoch, at most one hour."""
        self.state.hold(HOUR)

    def account(self, client: str) -> Account | None:
        """Return the declared client with this id."""
        return next((known for known in self.clients or () if known.name == client), None)

    def occasion(self, correlation: str) -> Occasion:
        """Return the time and the ids of a refusal."""
        return Occasion(self.now, self.state.next_guid, correlation)

    def issue(self, grant: Grant, failure: str | None = None) -> IssuedToken:
        """Return a signed token for `grant`; `failure` is one of `FAILURES`, and can make it invalid."""
        now = int(self.now)
        account = self.account(grant.client)
        claims: dict[str, Any] = {
            "iss": grant.issuer,
            **self.dialect.claims(grant),
            **(account.claims if account else {}),
            **dict.fromkeys(self.dialect.dates, now - self.dialect.backdated),
            "exp": now + self.lifetime,
            "jti": self.state.next_guid(),
            **SPOILT.get(failure or "", lambda _: {})(now),
        }
        token = self.keys.sign(self.key_number, claims, self.dialect.jwt_type)
        self.state.token_store.record(claims, grant.client)
        if failure == "rotated_key":
            self.state.token_store.rotate()
        if failure == "revoked":
            self.state.token_store.revoke(claims["jti"])
        return IssuedToken(token, claims)

    def check(self, token: str) -> Mapping[str, Any]:
        """Return the claims of `token`; raise `TokenInvalid` for a bad signature, time or epoch, or a revoked token."""
        claims = self.keys.check(token, self.key_number, self.state.clock.seconds())
        stored = self.state.token_store.claims(str(claims.get("jti")))
        if stored is None or stored != claims:
            raise TokenInvalid("it was not issued since the last reset")
        if self.state.token_store.is_revoked(claims["jti"]):
            raise TokenInvalid("it was revoked")
        return claims

    def client_of(self, claims: Mapping[str, Any]) -> str:
        """Return the client to which the token with these claims was issued; the claims may name it differently."""
        return self.state.token_store.client(claims["jti"])


SPOILT: Mapping[str, Any] = {
    "expired": lambda now: {"iat": now - 2 * HOUR, "nbf": now - 2 * HOUR, "exp": now - HOUR},
    "not_yet_valid": lambda now: {"nbf": now + HOUR, "exp": now + 2 * HOUR},
    "wrong_audience": lambda _: {"aud": "https://wrong.example.com"},
}
"""The claims that each failure changes."""


def failure_of(fault: Fault | None) -> str | None:
    """Return the name of the failure that `fault` causes, None if it causes none."""
    return next((action.failure for action in actions(fault) if isinstance(action, Failure)), None)
