"""Okta: the scopes are a list, the client is `cid`."""

from typing import Any

from mockkf.idp.dialect import Dialect, Grant


class Okta(Dialect):
    """A custom authorization server of Okta."""

    name = "okta"
    errors = {  # noqa: RUF012 - a table
        "unknown_client": (401, "invalid_client", "Invalid value for 'client_id' parameter."),
        "wrong_secret": (401, "invalid_client", "The client secret supplied for a confidential client is invalid."),
        "invalid_scope": (
            400,
            "invalid_scope",
            "One or more scopes are not configured for the authorization server resource.",
        ),
    }

    def claims(self, grant: Grant) -> dict[str, Any]:
        """Return the claims; `scp` is the list of scopes."""
        return {
            "ver": 1,
            "aud": grant.audience or "api://default",
            "cid": grant.client,
            "sub": grant.client,
            "scp": grant.scopes,
        }
