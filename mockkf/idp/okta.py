"""Okta: the scopes are a list, the client is `cid`; a scope is required, and `audience` is ignored."""

import base64
import uuid
from collections.abc import Mapping
from typing import Any

from mockkf.idp import checks
from mockkf.idp.dialect import Dialect, Grant
from mockkf.idp.error_answer import ErrorAnswer, Occasion, documented, recorded

REFERENCE = "okta/okta-developer-docs, OpenID Connect & OAuth 2.0 API, /token"

FAILED = "Client authentication failed. Either the client or the client credentials are invalid."
TWICE = (
    "Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, "
    "credentials in the post body, or a client_assertion in the post body."
)
OF_THE_API = ("method", "media_type", "unknown_client")
"""The refusals with the members of Okta's API instead of those of OAuth."""


class Okta(Dialect):
    """A custom authorization server of Okta."""

    name = "okta"
    rules = {  # noqa: RUF012 - a table
        "media_type": checks.is_of_another_media_type,
        "repeated_parameter": checks.repeats,
        "two_credentials": checks.has_two_credentials,
        "malformed_basic": checks.is_not_basic,
        "no_credentials": checks.lacks_credentials,
        "no_client_id": checks.lacks_client_id,
        "no_secret": checks.lacks_secret,
        "no_grant_type": checks.lacks("grant_type"),
        "unsupported_grant_type": checks.asks_another_grant(*checks.USER_GRANT_TYPES),
        "other_grant_type": checks.asks_another_grant(),
        "no_scope": checks.lacks("scope"),
        "openid_scope": checks.asks_for_a_user,
    }
    errors = {  # noqa: RUF012 - a table
        "method": documented(
            405,
            "E0000022",
            "The endpoint does not support the provided HTTP method",
            source="okta/okta-developer-docs, error codes, for every endpoint",
        ),
        "media_type": recorded(
            400,
            "E0000021",
            "Bad request.  Accept and/or Content-Type headers likely do not match supported values.",
            source="okta/okta-sdk-python#400, at another endpoint",
        ),
        "repeated_parameter": ErrorAnswer(
            400,
            "invalid_request",
            "The request contains the parameter '{detail}' more than once.",
            source="the error: okta/okta-developer-docs#2125",
        ),
        "two_credentials": recorded(401, "invalid_request", TWICE, source="boylesoftware/tomcat-oidcauth#6"),
        "malformed_basic": ErrorAnswer(
            400,
            "invalid_request",
            "The 'Authorization' header is malformed.",
            source=f"the error: {REFERENCE}",
        ),
        "no_credentials": documented(401, "invalid_client", "No client credentials found.", source=REFERENCE),
        "no_client_id": documented(401, "invalid_client", "No client credentials found.", source=REFERENCE),
        "no_secret": recorded(401, "invalid_client", FAILED, source="okta/okta-oidc-js#705"),
        "no_grant_type": ErrorAnswer(
            400,
            "invalid_request",
            "The token request must specify a 'grant_type'. Valid values: [client_credentials]",
            source="a fake of Okta",
        ),
        "unsupported_grant_type": ErrorAnswer(
            400,
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server. "
            "Configured grant types: [client_credentials].",
            source="published tests of a PHP client of Okta",
        ),
        "other_grant_type": recorded(
            400,
            "unauthorized_client",
            "The client is not authorized to use the provided grant type. Configured grant types: "
            "[client_credentials].",
            source="okta/okta-signin-widget, transformUnhandledErrors.test.ts",
        ),
        "no_scope": recorded(
            400,
            "invalid_scope",
            "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
            source="requests/requests-oauthlib#463",
        ),
        "unknown_client": ErrorAnswer(
            401,
            "invalid_client",
            "Invalid value for 'client_id' parameter.",
            source="compwright/axios-oauth-client#5; the members: published tests of clients",
        ),
        "wrong_secret": ErrorAnswer(
            401,
            "invalid_client",
            "The client secret supplied for a confidential client is invalid.",
            source="published tests of clients of Okta",
        ),
        "invalid_scope": ErrorAnswer(
            400,
            "invalid_scope",
            "One or more scopes are not configured for the authorization server resource.",
            source="published tests of Snowflake's drivers",
        ),
        "unauthorized_client": recorded(
            400,
            "unauthorized_client",
            "The client is not authorized to use the provided grant type. Configured grant types: "
            "[authorization_code].",
            source="okta/okta-signin-widget, transformUnhandledErrors.test.ts",
        ),
        "openid_scope": ErrorAnswer(
            400,
            "invalid_scope",
            "One or more scopes are not configured for the authorization server resource.",
            source="the refusal: Okta, Implement authorization by grant type, Client Credentials",
        ),
    }
    dates = ("iat",)
    jwt_type = "JWT"
    endpoint_path = "/v1/token"
    endpoints = {  # noqa: RUF012 - a table
        "authorization_endpoint": "/v1/authorize",
        "token_endpoint": endpoint_path,
        "registration_endpoint": "/v1/clients",
        "jwks_uri": "/v1/keys",
        "introspection_endpoint": "/v1/introspect",
        "revocation_endpoint": "/v1/revoke",
        "end_session_endpoint": "/v1/logout",
    }

    def target(self, grant: Grant) -> str:
        """Return nothing: an authorization server of Okta has one audience, whatever the request says."""
        del grant
        return ""

    def claims(self, grant: Grant) -> dict[str, Any]:
        """Return the claims; `scp` is the list of scopes."""
        return {
            "ver": 1,
            "aud": next(iter(grant.audiences), "api://default"),
            "cid": grant.client,
            "sub": grant.client,
            "scp": grant.scopes,
        }

    def answer(self, grant: Grant, lifetime: int, claims: Mapping[str, Any]) -> dict[str, Any]:
        """Return the usual members and the scopes."""
        return {**super().answer(grant, lifetime, claims), "scope": grant.scope}

    def refusal(self, code: str, grant: Grant, detail: str, occasion: Occasion) -> tuple[int, dict[str, Any] | str]:
        """Return status and body; some bodies have the members of Okta's API."""
        if code not in OF_THE_API:
            return super().refusal(code, grant, detail, occasion)
        answer = self.error(code)
        number = base64.urlsafe_b64encode(uuid.UUID(occasion.next_guid()).bytes).decode().rstrip("=")
        return answer.status, {
            "errorCode": answer.error,
            "errorSummary": answer.text,
            "errorLink": answer.error,
            "errorId": f"oae{number}",
            "errorCauses": [],
        }
