"""Keycloak: `azp`, `client_id` and `scope` in one token; the issuer is the realm; `audience` is ignored."""

from collections.abc import Mapping
from typing import Any

from mockkf.idp import checks
from mockkf.idp.dialect import Dialect, Grant, guid_of
from mockkf.idp.error_answer import ErrorAnswer, documented

DEFAULT_SCOPES = ("profile", "email")
KNOWN_GRANT_TYPES = (
    "authorization_code",
    "refresh_token",
    "password",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:ietf:params:oauth:grant-type:uma-ticket",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:openid:params:grant-type:ciba",
)

REFUSED = "Invalid client or Invalid client credentials"
AUTHENTICATOR = "keycloak/keycloak, ClientIdAndSecretAuthenticator.java"
TOKEN_ENDPOINT = "keycloak/keycloak, TokenEndpoint.java"  # noqa: S105 - the name of a file
SERVICE_ACCOUNT = "keycloak/keycloak, ClientCredentialsGrantType.java"
NOT_FOUND = documented(401, "invalid_client", REFUSED, source="keycloak/keycloak, AuthenticationProcessor.java")
WRONG = documented(401, "unauthorized_client", REFUSED, source=AUTHENTICATOR)


class Keycloak(Dialect):
    """A realm of Keycloak, as of version 26."""

    name = "keycloak"
    rules = {  # noqa: RUF012 - a table
        "no_grant_type": checks.lacks("grant_type"),
        "unsupported_grant_type": checks.asks_another_grant(*KNOWN_GRANT_TYPES),
        "no_client_id": checks.lacks_client_id,
        "no_secret": checks.lacks_secret,
        "repeated_parameter": checks.repeats,
        "other_grant_type": checks.asks_another_grant(),
    }
    errors = {  # noqa: RUF012 - a table
        "method": ErrorAnswer(405, "HTTP 405 Method Not Allowed", "", source="another path of 26.7.1"),
        "no_grant_type": documented(
            400, "invalid_request", "Missing form parameter: grant_type", source=f"{TOKEN_ENDPOINT}; also for JSON"
        ),
        "unsupported_grant_type": documented(
            400, "unsupported_grant_type", "Unsupported grant_type", source=TOKEN_ENDPOINT
        ),
        "no_client_id": NOT_FOUND,
        "no_secret": WRONG,
        "repeated_parameter": documented(400, "invalid_request", "duplicated parameter", source=TOKEN_ENDPOINT),
        "other_grant_type": ErrorAnswer(
            400, "unauthorized_client", "Client not allowed for direct access grants", source="the answer to `password`"
        ),
        "unknown_client": NOT_FOUND,
        "wrong_secret": WRONG,
        "expired_secret": WRONG,
        "unauthorized_client": documented(
            401, "unauthorized_client", "Client not enabled to retrieve service account", source=SERVICE_ACCOUNT
        ),
        "invalid_scope": documented(
            400, "invalid_scope", "Invalid scopes: {scope}", source="keycloak/keycloak, OAuth2GrantTypeBase.java"
        ),
    }
    form_first = True
    lifetime = 300
    dates = ("iat",)
    jwt_type = "JWT"
    builtin_scopes = frozenset({"openid", "acr", "roles", "web-origins", "offline_access", *DEFAULT_SCOPES})
    endpoint_path = "/protocol/openid-connect/token"
    endpoints = {  # noqa: RUF012 - a table
        "authorization_endpoint": "/protocol/openid-connect/auth",
        "token_endpoint": endpoint_path,
        "introspection_endpoint": "/protocol/openid-connect/token/introspect",
        "userinfo_endpoint": "/protocol/openid-connect/userinfo",
        "end_session_endpoint": "/protocol/openid-connect/logout",
        "jwks_uri": "/protocol/openid-connect/certs",
        "revocation_endpoint": "/protocol/openid-connect/revoke",
    }
    challenges = False

    def target(self, grant: Grant) -> str:
        """Return nothing: Keycloak reads no audience from the request."""
        del grant
        return ""

    def claims(self, grant: Grant) -> dict[str, Any]:
        """Return the claims of a service account."""
        return {
            "sub": guid_of(grant.client),
            "aud": [*grant.audiences, "account"] if grant.audiences else "account",
            "typ": "Bearer",
            "azp": grant.client,
            "acr": "1",
            "client_id": grant.client,
            "preferred_username": f"service-account-{grant.client.lower()}",
            "email_verified": False,
            "scope": _scope(grant),
        }

    def answer(self, grant: Grant, lifetime: int, claims: Mapping[str, Any]) -> dict[str, Any]:
        """Return the members of an answer without a refresh token."""
        usual = super().answer(grant, lifetime, claims)
        return {**usual, "refresh_expires_in": 0, "not-before-policy": 0, "scope": _scope(grant)}


def _scope(grant: Grant) -> str:
    """Return the requested scopes and those that every client has."""
    openid = [scope for scope in grant.scopes if scope == "openid"]
    return " ".join(dict.fromkeys([*openid, *DEFAULT_SCOPES, *grant.scopes]))
