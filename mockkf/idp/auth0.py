"""Auth0: the audience selects the API of a token; refusals are `access_denied`."""

from typing import Any

from mockkf.idp.dialect import Dialect, Grant


class Auth0(Dialect):
    """A tenant of Auth0."""

    name = "auth0"
    errors = {  # noqa: RUF012 - a table
        "unknown_client": (401, "access_denied", "Unauthorized"),
        "wrong_secret": (401, "access_denied", "Unauthorized"),
        "unauthorized_client": (
            403,
            "access_denied",
            'Client is not authorized to access "{audience}". You need to create a "client-grant" to this API.',
        ),
        "invalid_target": (403, "access_denied", "Service not enabled within domain: {audience}"),
        "rate_limited": (429, "too_many_requests", "Global limit has been reached"),
    }

    def claims(self, grant: Grant) -> dict[str, Any]:
        """Return the claims; the subject is the client id with the suffix `@clients`."""
        return {
            "sub": f"{grant.client}@clients",
            "aud": grant.audience or grant.issuer,
            "azp": grant.client,
            "gty": "client-credentials",
            **({"scope": grant.scope} if grant.scope else {}),
        }
