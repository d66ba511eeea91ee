"""Auth0: the audience selects the API of a token; the body may be JSON; refusals are `access_denied`."""

from collections.abc import Mapping
from typing import Any

from mockkf.idp import checks
from mockkf.idp.dialect import Dialect, Grant
from mockkf.idp.error_answer import ErrorAnswer, recorded
from mockkf.idp.submission import FORM, JSON

UNAUTHORIZED = recorded(401, "access_denied", "Unauthorized", source="auth0/node-auth0#682")
GRANT_TYPES = "https://auth0.com/docs/clients/client-grant-types"
EMULATOR = "an emulator of Auth0"


class Auth0(Dialect):
    """A tenant of Auth0."""

    name = "auth0"
    rules = {  # noqa: RUF012 - a table
        "malformed_json": checks.is_malformed,
        "repeated_parameter": checks.repeats,
        "two_credentials": checks.has_two_secrets,
        "no_grant_type": checks.lacks("grant_type"),
        "no_client_id": checks.lacks_client_id,
        "unsupported_grant_type": checks.asks_another_grant(*checks.USER_GRANT_TYPES),
        "no_secret": checks.lacks_secret,
        "other_grant_type": checks.asks_another_grant(),
        "no_audience": checks.lacks("audience"),
    }
    errors = {  # noqa: RUF012 - a table
        "malformed_json": ErrorAnswer(400, "invalid_request", "Failed to parse the request body as JSON"),
        "repeated_parameter": ErrorAnswer(
            400, "invalid_request", "The parameter '{detail}' must not be given more than once."
        ),
        "two_credentials": ErrorAnswer(
            400, "invalid_request", "The client authenticates in the body and with Basic; use only one of them."
        ),
        "no_grant_type": ErrorAnswer(400, "invalid_request", "Missing required parameter: grant_type", source=EMULATOR),
        "no_client_id": ErrorAnswer(401, "invalid_client", "Missing client_id", source=EMULATOR),
        "unsupported_grant_type": ErrorAnswer(403, "unsupported_grant_type", "Unsupported grant type: {grant_type}"),
        "no_secret": UNAUTHORIZED._replace(grade="assumed", source=EMULATOR),
        "other_grant_type": recorded(
            403,
            "unauthorized_client",
            "Grant type '{grant_type}' not allowed for the client.",
            source="auth0/auth0-java#165",
            uri=GRANT_TYPES,
        ),
        "no_audience": recorded(
            403,
            "access_denied",
            "No audience parameter was provided, and no default audience has been configured",
            source="MicrosoftDocs/azure-docs#83973; 403: hashicorp/terraform-provider-auth0#24",
        ),
        "unknown_client": UNAUTHORIZED,
        "wrong_secret": UNAUTHORIZED,
        "expired_secret": UNAUTHORIZED._replace(grade="assumed", source=""),
        "unauthorized_client": recorded(
            403,
            "unauthorized_client",
            "Grant type 'client_credentials' not allowed for the client.",
            source="auth0/ruby-auth0#190",
            uri=GRANT_TYPES,
        ),
        "invalid_scope": recorded(
            403,
            "access_denied",
            "Client has not been granted scopes: {detail}",
            source="auth0/docs#5466",
        ),
        "invalid_target": recorded(
            403,
            "access_denied",
            "Service not enabled within domain: {audience}",
            source="auth0/node-auth0#292",
        ),
        "rate_limited": ErrorAnswer(429, "too_many_requests", "Global limit has been reached"),
    }
    media_types = (FORM, JSON)
    lifetime = 86400
    dates = ("iat",)
    jwt_type = "JWT"
    endpoint_path = "/oauth/token"
    endpoints = {  # noqa: RUF012 - a table
        "authorization_endpoint": "/authorize",
        "token_endpoint": endpoint_path,
        "device_authorization_endpoint": "/oauth/device/code",
        "userinfo_endpoint": "/userinfo",
        "jwks_uri": "/.well-known/jwks.json",
        "revocation_endpoint": "/oauth/revoke",
    }

    def issuer(self, base: str) -> str:
        """Return the URL of the tenant with a slash at its end."""
        return f"{base}/"

    def target(self, grant: Grant) -> str:
        """Return the audience."""
        return grant.audience

    def claims(self, grant: Grant) -> dict[str, Any]:
        """Return the claims; the subject is the client id with the suffix `@clients`."""
        return {
            "sub": f"{grant.client}@clients",
            "aud": grant.audience or next(iter(grant.audiences), grant.issuer),
            "azp": grant.client,
            "gty": "client-credentials",
            **({"scope": grant.scope} if grant.scope else {}),
        }

    def answer(self, grant: Grant, lifetime: int, claims: Mapping[str, Any]) -> dict[str, Any]:
        """Return the usual members, and the scopes if there are any."""
        usual = super().answer(grant, lifetime, claims)
        return {**usual, **({"scope": grant.scope} if grant.scope else {})}
