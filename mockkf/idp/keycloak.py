"""Keycloak: `azp`, `client_id` and `scope` in one token; one error for every invalid client."""

from typing import Any

from mockkf.idp.dialect import Dialect, Grant

REFUSED = (401, "unauthorized_client", "Invalid client or Invalid client credentials")


class Keycloak(Dialect):
    """A realm of Keycloak."""

    name = "keycloak"
    errors = {  # noqa: RUF012 - a table
        "unknown_client": REFUSED,
        "wrong_secret": REFUSED,
        "unauthorized_client": (401, "unauthorized_client", "Client not enabled to retrieve service account"),
        "invalid_scope": (400, "invalid_scope", "Invalid scopes: {scope}"),
    }

    def claims(self, grant: Grant) -> dict[str, Any]:
        """Return the claims of a service account."""
        return {
            "sub": grant.client,
            "aud": grant.audience or "account",
            "typ": "Bearer",
            "azp": grant.client,
            "client_id": grant.client,
            "scope": grant.scope or "profile email",
        }
