"""The identity provider as a test uses it: make token requests fail, change keys, read the requests."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mockkf.model import TokenRequest, counted
from mockkf.testing.faults import Faults

if TYPE_CHECKING:
    from mockkf.state import State


class IdentityProvider:
    """The identity provider as a test uses it; clients of the API get their tokens at `token_url`."""

    def __init__(self, state: "Callable[[], State]", issuer: Callable[[], str]) -> None:
        self._state = state
        self._issuer = issuer

    def __repr__(self) -> str:
        store = self._state().token_store
        counts = f"{counted(len(store.requests), 'request')}, {counted(len(store.tokens), 'token')}"
        return f"<IdentityProvider: {counts}>"

    @property
    def issuer(self) -> str:
        """The URL of the issuer; its discovery document and keys are below this URL."""
        return self._issuer()

    @property
    def token_url(self) -> str:
        """The https URL of the token endpoint."""
        return f"{self.issuer}/token"

    @property
    def requests(self) -> tuple[TokenRequest, ...]:
        """The token requests since the last reset, oldest first, without secrets."""
        return self._state().token_store.requests

    @property
    def tokens(self) -> tuple[Mapping[str, Any], ...]:
        """The claims of the tokens issued since the last reset, oldest first."""
        return self._state().token_store.tokens

    def rotate(self) -> None:
        """Change the signing key; tokens signed with the earlier key become invalid."""
        self._state().token_store.rotate()

    def revoke(self, token_id: str | None = None) -> None:
        """Revoke the token with this `jti`; if `token_id` is None, revoke all tokens issued so far."""
        store = self._state().token_store
        for claims in store.tokens:
            if token_id in {None, claims["jti"]}:
                store.revoke(claims["jti"])

    def play(self, failure: str, *, client: str | None = None, times: int | None = None) -> None:
        """Make token requests fail with `failure` (a name in `mockkf.idp.FAILURES`): all, or those of one client.

        `times` is the number of requests that fail; None means all requests until the next reset. The failure is a
        fault at the step idp.token, except `untrusted_certificate`, which is a fault at the step idp.connect.
        """
        faults = Faults(lambda: self._state().faults)
        if failure == "untrusted_certificate":
            faults.add("idp.connect", client=client, certificate="untrusted", times=times)
        else:
            faults.add("idp.token", client=client, failure=failure, times=times)
