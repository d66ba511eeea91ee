"""The dialects of identity providers: the claims in their tokens and their error texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar


@dataclass(frozen=True)
class Grant:
    """A token request; `issuer` is the URL of the token endpoint without its last segment."""

    client: str
    scope: str
    audience: str
    issuer: str

    @property
    def scopes(self) -> list[str]:
        """The scopes as a list."""
        return self.scope.split()


Error = tuple[int, str, str]
"""Status, `error` and `error_description`; `{client}`, `{scope}` and `{audience}` in it are replaced."""

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
"""The errors of RFC 6749, section 5.2, and others that servers use."""


class Dialect:
    """The behaviour of one identity provider; each subclass is registered under its `name`."""

    name: ClassVar[str]
    errors: ClassVar[Mapping[str, Error]] = MappingProxyType({})

    _known: ClassVar[dict[str, "Dialect"]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        Dialect._known[cls.name] = cls()

    @staticmethod
    def named(name: str) -> "Dialect":
        """Return the dialect with this name."""
        return Dialect._known[name]

    @staticmethod
    def names() -> tuple[str, ...]:
        """Return the names of all dialects."""
        return tuple(Dialect._known)

    def claims(self, grant: Grant) -> dict[str, Any]:
        """Return the claims of a token, in addition to those of every dialect such as `iss` and `exp`."""
        return {
            "sub": grant.client,
            "client_id": grant.client,
            "aud": grant.audience or grant.issuer,
            **({"scope": grant.scope} if grant.scope else {}),
        }

    def answer(self, grant: Grant) -> dict[str, Any]:
        """Return the additional members in the answer of the token endpoint."""
        del grant
        return {}

    def refusal(self, code: str, grant: Grant, detail: str = "") -> tuple[int, dict[str, Any]]:
        """Return the status and the body of a refusal; `detail` replaces `{detail}` in its text."""
        status, error, text = {**ERRORS, **self.errors}[code]
        values = {"client": grant.client, "scope": grant.scope, "audience": grant.audience, "detail": detail}
        return status, {"error": error, "error_description": text.format_map(values)}
