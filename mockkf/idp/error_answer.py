"""The answer of a provider to a token request that it refuses, and how certain its words are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

DOCUMENTED, RECORDED, ASSUMED = "documented", "recorded", "assumed"


class ErrorAnswer(NamedTuple):
    """Status, `error` and `error_description` of a refusal; `{client}`, `{scope}` and the like in it are replaced.

    The grades are *documented* (a page or the source of the provider says it), *recorded* (somebody published the
    answer of a real one) and *assumed* (mockkf chose). `source` says where it was seen, `uri` is `error_uri`.
    """

    status: int
    error: str
    text: str
    grade: str = ASSUMED
    source: str = ""
    uri: str = ""


documented = partial(ErrorAnswer, grade=DOCUMENTED)
recorded = partial(ErrorAnswer, grade=RECORDED)


@dataclass(frozen=True)
class Occasion:
    """When a request is refused and under which ids; `now` is in seconds since 1970.

    `next_guid` returns a new id, `correlation` is the id that the client gave its request, or empty.
    """

    now: float
    next_guid: Callable[[], str]
    correlation: str = ""


WHAT: Mapping[str, str] = {
    "method": "another method than POST",
    "media_type": "a body of another media type",
    "malformed_json": "a body that is not a JSON object of texts",
    "repeated_parameter": "a parameter twice",
    "two_credentials": "credentials in Authorization and in the body",
    "malformed_basic": "an Authorization that is not Basic with client id and secret",
    "no_credentials": "neither client id nor secret",
    "no_client_id": "no client id",
    "no_secret": "no secret",
    "no_grant_type": "no `grant_type`",
    "unsupported_grant_type": "a `grant_type` that the provider does not know",
    "other_grant_type": "a `grant_type` for users, such as `password`",
    "resource_parameter": "`resource`",
    "no_scope": "no `scope`",
    "malformed_scope": "a malformed `scope`",
    "openid_scope": "a `scope` for users, such as `openid`",
    "no_audience": "no `audience`",
    "unknown_client": "an undeclared client",
    "wrong_secret": "a wrong secret",
    "invalid_scope": "a scope that the declared client does not have",
    "invalid_target": "an audience or resource that the declared client does not have",
    "expired_secret": "an expired secret",
    "unauthorized_client": "a client without client credentials",
    "invalid_request": "an invalid request",
    "rate_limited": "too many requests",
    "server_error": "a busy server",
}
"""What each error answer refuses: first what it refuses of everybody, then the declared clients, then failures."""

RFC_6749 = "RFC 6749, 5.2"
NO_CREDENTIALS = ErrorAnswer(
    401, "invalid_client", "client_id and client_secret are required.", DOCUMENTED, f"{RFC_6749}, invalid_client"
)

ERRORS: Mapping[str, ErrorAnswer] = {
    "method": ErrorAnswer(
        405,
        "invalid_request",
        "The token endpoint requires POST. GET is allowed only for discovery and key sets.",
        DOCUMENTED,
        "RFC 6749, 3.2; RFC 9110, 15.5.6",
    ),
    "media_type": ErrorAnswer(
        400, "invalid_request", "The body must be {accepted}.", DOCUMENTED, "RFC 6749, 4.4.2 and 5.2"
    ),
    "malformed_json": ErrorAnswer(400, "invalid_request", "The body must be a JSON object of texts."),
    "repeated_parameter": ErrorAnswer(
        400, "invalid_request", "The parameter '{detail}' must not be given more than once.", DOCUMENTED, RFC_6749
    ),
    "two_credentials": ErrorAnswer(
        400,
        "invalid_request",
        "The client authenticates in the form and with Basic; use only one of them.",
        DOCUMENTED,
        RFC_6749,
    ),
    "malformed_basic": ErrorAnswer(
        401,
        "invalid_client",
        "Authorization must be Basic with client id and secret.",
        DOCUMENTED,
        f"{RFC_6749}, invalid_client",
    ),
    "no_credentials": NO_CREDENTIALS,
    "no_client_id": NO_CREDENTIALS,
    "no_secret": NO_CREDENTIALS,
    "no_grant_type": ErrorAnswer(400, "invalid_request", "grant_type is missing", DOCUMENTED, RFC_6749),
    "unsupported_grant_type": ErrorAnswer(
        400, "unsupported_grant_type", "The grant type must be client_credentials.", DOCUMENTED, RFC_6749
    ),
    "malformed_scope": ErrorAnswer(
        400, "invalid_scope", "A scope must not have the character '{detail}'.", DOCUMENTED, "RFC 6749, 3.3 and 5.2"
    ),
    "other_grant_type": ErrorAnswer(
        400, "unauthorized_client", "The client '{client}' may not use {grant_type}.", DOCUMENTED, RFC_6749
    ),
    "resource_parameter": ErrorAnswer(400, "invalid_request", "The parameter 'resource' is not supported."),
    "no_scope": ErrorAnswer(400, "invalid_scope", "scope is missing", DOCUMENTED, "RFC 6749, 3.3"),
    "openid_scope": ErrorAnswer(400, "invalid_scope", "The scope '{detail}' needs a user.", DOCUMENTED, RFC_6749),
    "no_audience": ErrorAnswer(400, "invalid_target", "audience is missing"),
    "unknown_client": ErrorAnswer(
        401, "invalid_client", "Client authentication failed: there is no client '{client}'.", DOCUMENTED, RFC_6749
    ),
    "wrong_secret": ErrorAnswer(401, "invalid_client", "Client authentication failed.", DOCUMENTED, RFC_6749),
    "expired_secret": ErrorAnswer(401, "invalid_client", "The client secret has expired."),
    "unauthorized_client": ErrorAnswer(
        400, "unauthorized_client", "The client '{client}' may not use client_credentials.", DOCUMENTED, RFC_6749
    ),
    "invalid_scope": ErrorAnswer(
        400, "invalid_scope", "The scope '{scope}' is not granted to the client.", DOCUMENTED, RFC_6749
    ),
    "invalid_target": ErrorAnswer(400, "invalid_target", "There is no audience '{target}'.", DOCUMENTED, "RFC 8707, 2"),
    "invalid_request": ErrorAnswer(400, "invalid_request", "{detail}", DOCUMENTED, RFC_6749),
    "rate_limited": ErrorAnswer(429, "temporarily_unavailable", "Too many requests."),
    "server_error": ErrorAnswer(503, "temporarily_unavailable", "The server is busy."),
}
"""The error answers of RFC 6749, and others that servers use."""
