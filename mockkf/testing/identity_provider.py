"""What a test asks of the identity provider: tokens that go wrong, keys that change, and what was asked for."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mockkf.model import TokenRequest, counted
from mockkf.testing.faults import Faults

if TYPE_CHECKING:
    from mockkf.state import State


class IdentityProvider:
    """The identity provider as a test sees it; `token_url` is where clients of the API get their tokens."""

    def __init__(self, state: "Callable[[], State]", origin: Callable[[], str]) -> None:
        self._state = state
        self._origin = origin

    def __repr__(self) -> str:
        store = self._state().token_store
        counts = f"{counted(len(store.requests), 'request')}, {counted(len(store.tokens), 'token')}"
        return f"<IdentityProvider: {counts}>"

    @property
    def issuer(self) -> str:
        """The issuer whose discovery document and keys are served under its own URL."""
        return f"{self._origin()}/idp"

    @property
    def token_url(self) -> str:
        """The token endpoint, over https."""
        return f"{self.issuer}/token"

    @property
    def requests(self) -> tuple[TokenRequest, ...]:
        """What was asked since the last reset, oldest first, without secrets."""
        return self._state().token_store.requests

    @property
    def tokens(self) -> tuple[Mapping[str, Any], ...]:
        """The claims of the tokens issued since the last reset, oldest first."""
        return self._state().token_store.tokens

    def rotate(self) -> None:
        """Change the signing key: tokens signed so far are not accepted any more."""
        self._state().token_store.rotate()

    def revoke(self, token_id: str | None = None) -> None:
        """Accept the token with this `jti` no more; all that were issued so far if there is none."""
        store = self._state().token_store
        for claims in store.tokens:
            if token_id in {None, claims["jti"]}:
                store.revoke(claims["jti"])

    def play(self, failure: str, *, client: str | None = None, times: int | None = None) -> None:
        """Let token requests become `scenario` (see `mockkf.idp.SCENARIOS`): all, or those of one client.

        `times` says how often, for ever if it is None; a reset ends it. It is a fault at the step idp.token.
        """
        faults = Faults(lambda: self._state().faults)
        if failure == "untrusted_certificate":
            faults.add("idp.connect", client=client, certificate="untrusted", times=times)
        else:
            faults.add("idp.token", client=client, failure=failure, times=times)
