"""How identity providers differ: the claims in their tokens, and their words when they refuse."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar


@dataclass(frozen=True)
class Grant:
    """What a client asked for; `issuer` is the URL that the token endpoint stands under."""

    client: str
    scope: str
    audience: str
    issuer: str

    @property
    def scopes(self) -> list[str]:
        """The scopes, one by one."""
        return self.scope.split()


Error = tuple[int, str, str]
"""Status, `error` and `error_description`; in the latter stand `{client}`, `{scope}` and `{audience}`."""

ERRORS: Mapping[str, Error] = {
    "unknown_client": (401, "invalid_client", "Client authentication failed: there is no client '{client}'."),
    "wrong_secret": (401, "invalid_client", "Client authentication failed."),
    "expired_secret": (401, "invalid_client", "The client secret has expired."),
    "unauthorized_client": (400, "unauthorized_client", "The client '{client}' may not use client_credentials."),
    "invalid_scope": (400, "invalid_scope", "The scope '{scope}' is not granted to the client."),
    "invalid_target": (400, "invalid_target", "There is no audience '{audience}'."),
    "invalid_request": (400, "invalid_request", "{detail}"),
    "unsupported_grant_type": (400, "unsupported_grant_type", "The grant type must be client_credentials."),
    "rate_limited": (429, "temporarily_unavailable", "Too many requests."),
    "server_error": (503, "temporarily_unavailable", "The server is busy."),
}
"""RFC 6749, 5.2, and what servers say beside."""


class Dialect:
    """One kind of identity provider; being a subclass registers it by its `name`."""

    name: ClassVar[str]
    errors: ClassVar[Mapping[str, Error]] = MappingProxyType({})

    _known: ClassVar[dict[str, "Dialect"]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        Dialect._known[cls.name] = cls()

    @staticmethod
    def named(name: str) -> "Dialect":
        """The dialect of this name."""
        return Dialect._known[name]

    @staticmethod
    def names() -> tuple[str, ...]:
        """The dialects there are."""
        return tuple(Dialect._known)

    def claims(self, grant: Grant) -> dict[str, Any]:
        """Whom a token is for and what it allows, in this provider's names."""
        return {
            "sub": grant.client,
            "client_id": grant.client,
            "aud": grant.audience or grant.issuer,
            **({"scope": grant.scope} if grant.scope else {}),
        }

    def answer(self, grant: Grant) -> dict[str, Any]:
        """What the answer of the token endpoint holds beside the token."""
        del grant
        return {}

    def refusal(self, code: str, grant: Grant, detail: str = "") -> tuple[int, dict[str, Any]]:
        """Status and body of a refusal."""
        status, error, text = {**ERRORS, **self.errors}[code]
        values = {"client": grant.client, "scope": grant.scope, "audience": grant.audience, "detail": detail}
        return status, {"error": error, "error_description": text.format_map(values)}
