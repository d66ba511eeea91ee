"""What each dialect refuses of everybody, in the words of its provider: real requests over https."""

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import pytest
import requests

from mockkf import ConfigurationError, MockKeyfactor
from mockkf.idp import Dialect
from mockkf.idp.error_answer import WHAT
from mockkf.scenario.reading import load_settings
from tests.idp import tables
from tests.support.command import changed
from tests.support.oauth import CLIENT, DECLARED, SECRET, VALID, ask, fetch, send

FORM = "application/x-www-form-urlencoded"
GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
OUTLOOK = "https://outlook.office365.com"
BASIC = f"Basic {b64encode(f'{CLIENT}:{SECRET}'.encode()).decode()}"


def posted(mock: MockKeyfactor, dialect: str, case: str) -> requests.Response:
    """The answer to a request that is wrong in the way of `case`, to everybody."""
    changed(mock, idp_dialect=dialect)
    usual = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET, **VALID[dialect]}
    change = CASES[case]
    form = {**usual, **change.get("form", {})}
    kept = [(name, value) for name, value in form.items() if value is not None] + change.get("more", [])
    return fetch(mock, "POST", mock.idp.token_url, data=kept, headers=change.get("headers", {}))


CASES: Mapping[str, Mapping[str, Any]] = {
    "no grant type": {"form": {"grant_type": None}},
    "an empty grant type": {"form": {"grant_type": ""}},
    "an unknown grant type": {"form": {"grant_type": "magic"}},
    "a grant type for users": {"form": {"grant_type": "password"}},
    "no credentials": {"form": {"client_id": None, "client_secret": None}},
    "no client id": {"form": {"client_id": None}},
    "no secret": {"form": {"client_secret": None}},
    "Basic and a secret": {"headers": {"Authorization": BASIC}},
    "Basic and a client id": {"headers": {"Authorization": BASIC}, "form": {"client_secret": None}},
    "another scheme": {"headers": {"Authorization": "Bearer x"}, "form": {"client_id": None, "client_secret": None}},
    "a parameter twice": {"more": [("client_id", CLIENT)]},
    "no scope": {"form": {"scope": None}},
    "a scope for users": {"form": {"scope": "openid"}},
    "a malformed scope": {"form": {"scope": 'mail"send'}},
    "two scopes": {"form": {"scope": f"{OUTLOOK}/.default openid"}},
    "a scope without resource": {"form": {"scope": "/.default"}},
    "a permission": {"form": {"scope": f"{OUTLOOK}/SMTP.Send"}},
    "no audience": {"form": {"audience": None}},
    "a resource": {"form": {"resource": OUTLOOK}},
    "no resource": {"form": {"resource": None}},
}
"""Each wrong request: parameters that change (None leaves one out), further parameters, headers."""

OK = 200
AADSTS = "AADSTS"
UNAUTHORIZED = (401, "access_denied", "Unauthorized")
KEYCLOAK_UNKNOWN = (401, "invalid_client", "Invalid client or Invalid client credentials")
KEYCLOAK_WRONG = (401, "unauthorized_client", "Invalid client or Invalid client credentials")
OKTA_NONE = (401, "invalid_client", "No client credentials found.")
OKTA_TWICE = (401, "invalid_request", "Cannot supply multiple client credentials. Use one of the following: ")
ENTRA_GRANT = (
    400,
    "invalid_request",
    "AADSTS900144: The request body must contain the following parameter: 'grant_type'. Trace ID: ",
)
ENTRA_SECRET = (
    401,
    "invalid_client",
    "AADSTS7000216: 'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant",
)
DEFAULT_SCOPE = (
    "Client credential flows must have a scope value with /.default suffixed to the resource identifier (application "
    "ID URI). Trace ID: "
)

EXPECTED: Mapping[str, Mapping[str, Any]] = {
    "generic": {
        "no grant type": (400, "invalid_request", "grant_type is missing"),
        "an empty grant type": (400, "invalid_request", "grant_type is missing"),
        "an unknown grant type": (400, "unsupported_grant_type", "The grant type must be client_credentials."),
        "a grant type for users": (400, "unsupported_grant_type", "The grant type must be client_credentials."),
        "no credentials": (401, "invalid_client", "client_id and client_secret are required."),
        "no client id": (401, "invalid_client", "client_id and client_secret are required."),
        "no secret": (401, "invalid_client", "client_id and client_secret are required."),
        "Basic and a secret": (400, "invalid_request", "The client authenticates in the form and with Basic; "),
        "Basic and a client id": OK,
        "another scheme": (401, "invalid_client", "Authorization must be Basic with client id and secret."),
        "a parameter twice": (400, "invalid_request", "The parameter 'client_id' must not be given more than once."),
        "no scope": OK,
        "a malformed scope": (400, "invalid_scope", "A scope must not have the character '\"'."),
        "no audience": OK,
        "a resource": OK,
    },
    "entra": {
        "no grant type": ENTRA_GRANT,
        "an empty grant type": ENTRA_GRANT,
        "an unknown grant type": (
            400,
            "unsupported_grant_type",
            "AADSTS70003: The app requested an unsupported grant type 'magic'. Trace ID: ",
        ),
        "no credentials": ENTRA_SECRET,
        "no client id": (
            400,
            "invalid_request",
            "AADSTS900144: The request body must contain the following parameter: 'client_id'. Trace ID: ",
        ),
        "no secret": ENTRA_SECRET,
        "Basic and a secret": OK,
        "another scheme": ENTRA_SECRET,
        "a parameter twice": (
            400,
            "invalid_request",
            "AADSTS9000411: The request is not properly formatted. The parameter 'client_id' is duplicated. Trace ID: ",
        ),
        "no scope": (
            400,
            "invalid_request",
            "AADSTS90014: The required field 'scope' is missing from the credential. Ensure that you have all the "
            "necessary parameters for the login request. Trace ID: ",
        ),
        "a scope for users": (
            400,
            "invalid_scope",
            f"AADSTS1002012: The provided value for scope openid is not valid. {DEFAULT_SCOPE}",
        ),
        "two scopes": (
            400,
            "invalid_scope",
            f"AADSTS1002012: The provided value for scope {OUTLOOK}/.default openid is not valid. {DEFAULT_SCOPE}",
        ),
        "a scope without resource": (
            400,
            "invalid_scope",
            f"AADSTS1002012: The provided value for scope /.default is not valid. {DEFAULT_SCOPE}",
        ),
        "a permission": (
            400,
            "invalid_scope",
            f"AADSTS1002012: The provided value for scope {OUTLOOK}/SMTP.Send is not valid. {DEFAULT_SCOPE}",
        ),
        "no audience": OK,
        "a resource": (
            400,
            "invalid_request",
            "AADSTS901002: The 'resource' request parameter is not supported. Trace ID: ",
        ),
    },
    "entra-v1": {
        "no grant type": ENTRA_GRANT,
        "an unknown grant type": (400, "unsupported_grant_type", "AADSTS70003: "),
        "no credentials": ENTRA_SECRET,
        "no secret": ENTRA_SECRET,
        "a parameter twice": (400, "invalid_request", "AADSTS9000411: "),
        "a scope for users": OK,
        "no resource": OK,
    },
    "okta": {
        "no grant type": (
            400,
            "invalid_request",
            "The token request must specify a 'grant_type'. Valid values: [client_credentials]",
        ),
        "an unknown grant type": (
            400,
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server. Configured grant types: ",
        ),
        "a grant type for users": (
            400,
            "unauthorized_client",
            "The client is not authorized to use the provided grant type. Configured grant types: ",
        ),
        "no credentials": OKTA_NONE,
        "no client id": OKTA_NONE,
        "no secret": (
            401,
            "invalid_client",
            "Client authentication failed. Either the client or the client credentials are invalid.",
        ),
        "Basic and a secret": OKTA_TWICE,
        "Basic and a client id": OKTA_TWICE,
        "another scheme": (400, "invalid_request", "The 'Authorization' header is malformed."),
        "a parameter twice": (400, "invalid_request", "The request contains the parameter 'client_id' more than once."),
        "no scope": (
            400,
            "invalid_scope",
            "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
        ),
        "a scope for users": (
            400,
            "invalid_scope",
            "One or more scopes are not configured for the authorization server resource.",
        ),
        "no audience": OK,
    },
    "auth0": {
        "no grant type": (400, "invalid_request", "Missing required parameter: grant_type"),
        "an unknown grant type": (403, "unsupported_grant_type", "Unsupported grant type: magic"),
        "a grant type for users": (
            403,
            "unauthorized_client",
            "Grant type 'password' not allowed for the client.",
        ),
        "no credentials": (401, "invalid_client", "Missing client_id"),
        "no secret": UNAUTHORIZED,
        "no scope": OK,
        "no audience": (
            403,
            "access_denied",
            "No audience parameter was provided, and no default audience has been configured",
        ),
    },
    "keycloak": {
        "no grant type": (400, "invalid_request", "Missing form parameter: grant_type"),
        "an unknown grant type": (400, "unsupported_grant_type", "Unsupported grant_type"),
        "a grant type for users": (400, "unauthorized_client", "Client not allowed for direct access grants"),
        "no credentials": KEYCLOAK_UNKNOWN,
        "no client id": KEYCLOAK_UNKNOWN,
        "no secret": KEYCLOAK_WRONG,
        "Basic and a secret": OK,
        "another scheme": KEYCLOAK_UNKNOWN,
        "a parameter twice": (400, "invalid_request", "duplicated parameter"),
        "no scope": OK,
        "no audience": OK,
    },
}
"""What each provider answers: status, error and the beginning of its description; or 200."""


@pytest.mark.parametrize(("dialect", "case"), [(dialect, case) for dialect in EXPECTED for case in EXPECTED[dialect]])
@pytest.mark.rule("oauth-refusals")
def test_everybody_is_refused_in_the_words_of_the_provider(mockkf: MockKeyfactor, dialect: str, case: str) -> None:
    """Whoever the client is: status, `error` and `error_description` are those of the provider."""
    answer = posted(mockkf, dialect, case)
    body = answer.json()

    expected = EXPECTED[dialect][case]
    if expected == OK:
        assert answer.status_code == OK, answer.text
    else:
        assert (answer.status_code, body["error"]) == expected[:2], answer.text
        assert body["error_description"].startswith(expected[2])
        assert not mockkf.idp.tokens


def test_every_dialect_is_tried() -> None:
    """The table above has every dialect."""
    assert set(EXPECTED) == set(VALID) == set(Dialect.names())


@pytest.mark.parametrize("dialect", VALID)
def test_a_valid_request_of_anybody_gets_a_token(mockkf: MockKeyfactor, dialect: str) -> None:
    """As long as no client is declared, any client is accepted, in the form and with Basic (RFC 6749, 2.3.1)."""
    changed(mockkf, idp_dialect=dialect)
    form = {"grant_type": "client_credentials", **VALID[dialect]}
    pair = b64encode(b"any%3Abody:s%2B%25").decode()

    by_form = ask(mockkf, client_id="anybody", **VALID[dialect])
    by_basic = fetch(mockkf, "POST", mockkf.idp.token_url, data=form, headers={"Authorization": f"Basic {pair}"})

    assert (by_form.status_code, by_basic.status_code) == (200, 200), by_basic.text
    assert [(one.client, one.authentication) for one in mockkf.idp.requests] == [
        ("anybody", "form"),
        ("any:body", "basic"),
    ]


JSON: Mapping[str, tuple[int, str | None]] = {
    "generic": (400, "invalid_request"),
    "entra": (400, "invalid_request"),
    "entra-v1": (400, "invalid_request"),
    "okta": (400, None),
    "auth0": (200, None),
    "keycloak": (400, "invalid_request"),
}


@pytest.mark.parametrize("dialect", JSON)
def test_only_auth0_reads_json(mockkf: MockKeyfactor, dialect: str) -> None:
    """The others refuse the body, or see no `grant_type` in it."""
    changed(mockkf, idp_dialect=dialect)
    members = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET, **VALID[dialect]}

    answer = fetch(mockkf, "POST", mockkf.idp.token_url, json=members)

    assert (answer.status_code, answer.json().get("error")) == JSON[dialect]
    if dialect in {"entra", "entra-v1", "keycloak"}:
        assert "grant_type" in answer.json()["error_description"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b"\xff", 400),
        (b"[" * 100_000, 400),
        (b'{"scope": 1}', 400),
        (b'{"scope": ["a", 1]}', 400),
        (b'{"client_id": {"a": "b"}}', 400),
    ],
)
def test_malformed_json_is_refused(mockkf: MockKeyfactor, body: bytes, status: int) -> None:
    """Auth0 reads an object whose members are texts; `scope` may be a list of texts."""
    changed(mockkf, idp_dialect="auth0")

    answer = fetch(mockkf, "POST", mockkf.idp.token_url, data=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["error"]) == (status, "invalid_request")


def test_half_a_character_in_json_belongs_to_nobody(mockkf: MockKeyfactor) -> None:
    """A surrogate without its other half is a client, and a secret, that nobody declared."""
    changed(mockkf, idp_dialect="auth0", idp_clients=[DECLARED])
    form = {"grant_type": "client_credentials", **VALID["auth0"]}

    for client, secret in ((CLIENT, "\ud800"), ("\ud800", SECRET)):
        answer = fetch(
            mockkf, "POST", mockkf.idp.token_url, json={**form, "client_id": client, "client_secret": secret}
        )
        assert (answer.status_code, answer.json()["error"]) == (401, "access_denied")


def test_a_scope_of_auth0_may_be_a_list(mockkf: MockKeyfactor) -> None:
    """In JSON, a list of scopes is a scope; a member that is null is missing."""
    changed(mockkf, idp_dialect="auth0")
    members = {"client_id": CLIENT, "client_secret": SECRET, "scope": ["a", "b"], "resource": None, **VALID["auth0"]}

    answer = fetch(mockkf, "POST", mockkf.idp.token_url, json={"grant_type": "client_credentials", **members})

    assert answer.json()["scope"] == "a b"


@pytest.mark.parametrize("dialect", VALID)
def test_parameters_in_the_url_do_not_count(mockkf: MockKeyfactor, dialect: str) -> None:
    """Without a body there is no `grant_type`, whatever the URL says."""
    changed(mockkf, idp_dialect=dialect)
    query = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET, **VALID[dialect]}

    answer = fetch(mockkf, "POST", mockkf.idp.token_url, params=query, headers={"Content-Type": FORM})

    assert answer.status_code in {400, 401}
    assert not mockkf.idp.tokens


METHODS: Mapping[str, tuple[int, str, str]] = {
    "generic": (405, "error_description", "The token endpoint requires POST."),
    "okta": (405, "errorSummary", "The endpoint does not support the provided HTTP method"),
    "auth0": (405, "error", "invalid_request"),
    "keycloak": (405, "error", "HTTP 405 Method Not Allowed"),
}


@pytest.mark.parametrize("dialect", METHODS)
def test_get_is_refused(mockkf: MockKeyfactor, dialect: str) -> None:
    """GET at a token endpoint is 405 with the allowed method."""
    changed(mockkf, idp_dialect=dialect)

    answer = fetch(mockkf, "GET", mockkf.idp.token_url)

    status, member, words = METHODS[dialect]
    assert (answer.status_code, answer.headers["Allow"]) == (status, "POST")
    assert answer.json()[member].startswith(words)


@pytest.mark.parametrize("dialect", ["entra", "entra-v1"])
def test_get_at_entra_is_a_page(mockkf: MockKeyfactor, dialect: str) -> None:
    """Entra answers a browser: HTML with AADSTS900561 and the method."""
    changed(mockkf, idp_dialect=dialect)

    answer = fetch(mockkf, "GET", mockkf.idp.token_url)

    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/html; charset=utf-8")
    words = "AADSTS900561: The endpoint only accepts POST, OPTIONS requests. Received a GET request. Request Id: "
    assert words in answer.text


# The members of refusals


def test_a_refusal_of_entra_has_number_ids_and_time(mockkf: MockKeyfactor) -> None:
    """The description ends with the ids and the time of the members; `error_uri` has the number."""
    changed(mockkf, idp_dialect="entra")

    answer = ask(mockkf)

    body = answer.json()
    assert (body["error_codes"], body["error_uri"]) == ([90014], "https://login.microsoftonline.com/error?code=90014")
    assert re.fullmatch(GUID, body["trace_id"])
    assert re.fullmatch(GUID, body["correlation_id"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", body["timestamp"])
    assert body["error_description"].endswith(
        f" Trace ID: {body['trace_id']} Correlation ID: {body['correlation_id']} Timestamp: {body['timestamp']}"
    )
    assert answer.headers["Cache-Control"] == "no-store, no-cache"
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


def test_some_numbers_of_entra_have_no_page(mockkf: MockKeyfactor) -> None:
    """The recorded answers for a malformed scope have no `error_uri`."""
    changed(mockkf, idp_dialect="entra")

    body = ask(mockkf, scope="x").json()

    assert body["error_codes"] == [1002012]
    assert "error_uri" not in body


def test_entra_repeats_the_id_of_the_client(mockkf: MockKeyfactor) -> None:
    """The header `client-request-id` is the correlation id."""
    changed(mockkf, idp_dialect="entra")
    sent = "7d9a1c7e-5f0b-4a52-9d6a-1f2b3c4d5e6f"

    body = fetch(mockkf, "POST", mockkf.idp.token_url, data={}, headers={"client-request-id": sent}).json()

    assert body["correlation_id"] == sent


def test_a_client_without_declaration_gets_the_members_of_oktas_api(mockkf: MockKeyfactor) -> None:
    """An unknown client is refused with `errorCode`, and the test mail says it."""
    command = changed(mockkf, idp_dialect="okta", idp_clients=[DECLARED])

    body = ask(mockkf, client_id="stranger", **VALID["okta"]).json()

    assert body.keys() == {"errorCode", "errorSummary", "errorLink", "errorId", "errorCauses"}
    assert (body["errorCode"], body["errorLink"], body["errorCauses"]) == ("invalid_client", "invalid_client", [])
    assert re.fullmatch(r"oae[\w-]{22}", body["errorId"])
    message = send(command, ClientId={"SecretValue": "stranger"}, Scope="mail.send").json()["Message"]
    assert "answered 401 invalid_client: Invalid value for 'client_id' parameter." in message


def test_auth0_names_a_page(mockkf: MockKeyfactor) -> None:
    """A grant type that the client may not use has an `error_uri`."""
    changed(mockkf, idp_dialect="auth0")

    body = ask(mockkf, grant_type="password", **VALID["auth0"]).json()

    assert body["error_uri"] == "https://auth0.com/docs/clients/client-grant-types"


@pytest.mark.parametrize(("dialect", "challenge"), [("generic", True), ("keycloak", False)])
def test_keycloak_sends_no_challenge(mockkf: MockKeyfactor, dialect: str, challenge: bool) -> None:
    """401 for a client that used Basic has a challenge (RFC 6749, 5.2), but not in Keycloak."""
    changed(mockkf, idp_dialect=dialect, idp_clients=[DECLARED])
    form = {"grant_type": "client_credentials"}

    answer = fetch(mockkf, "POST", mockkf.idp.token_url, data=form, auth=(CLIENT, "wrong"))

    assert answer.status_code == 401
    assert ("WWW-Authenticate" in answer.headers) is challenge


def test_a_test_mail_says_why(mockkf: MockKeyfactor) -> None:
    """Entra without a scope: the test mail is 400 with the number."""
    command = changed(mockkf, idp_dialect="entra")

    answer = send(command, TokenEndpoint="https://login.microsoftonline.com/contoso/oauth2/v2.0/token")

    assert answer.status_code == 400
    assert "answered 400 invalid_request: AADSTS90014: The required field 'scope'" in answer.json()["Message"]


def test_a_played_failure_comes_before_the_rules(mockkf: MockKeyfactor) -> None:
    """A busy provider does not look at the request."""
    changed(mockkf, idp_dialect="entra")
    mockkf.idp.play("rate_limited", times=1)

    assert [ask(mockkf).status_code for _ in range(2)] == [429, 400]


# What a tenant can accept


@pytest.mark.parametrize(
    ("dialect", "name", "form"),
    [
        ("okta", "no_scope", {}),
        ("auth0", "no_audience", {}),
        ("entra", "no_scope", {}),
        ("entra", "malformed_scope", {"scope": "mail.send"}),
        ("generic", "no_grant_type", {"grant_type": None}),
        ("generic", "no_secret", {"client_secret": None}),
    ],
)
def test_a_refusal_can_be_switched_off(mockkf: MockKeyfactor, dialect: str, name: str, form: dict[str, Any]) -> None:
    """`idp_accept` names what this identity provider accepts, such as a tenant with a default audience."""
    changed(mockkf, idp_dialect=dialect)
    refused = ask(mockkf, **form)
    changed(mockkf, idp_dialect=dialect, idp_accept=[name])

    assert refused.status_code in {400, 401, 403}
    assert ask(mockkf, **form).status_code == 200


def test_a_default_audience_is_the_first_declared_one(mockkf: MockKeyfactor) -> None:
    """A tenant of Auth0 with a default audience puts it into the token."""
    audiences = ["https://mail.keyexample.com"]
    changed(mockkf, idp_dialect="auth0", idp_accept="no_audience", idp_clients=[{**DECLARED, "audiences": audiences}])

    assert ask(mockkf).status_code == 200
    assert mockkf.idp.tokens[0]["aud"] == audiences[0]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("no_scop", "idp_accept has no refusal 'no_scop'; did you mean 'no_scope'?"),
        (["wrong_secret"], "idp_accept has no refusal 'wrong_secret'"),
        (5, "idp_accept must be a list of names, not 5"),
    ],
)
def test_an_unknown_refusal_is_an_error(given: Any, said: str) -> None:
    """Only what a dialect refuses of everybody can be accepted; the error has the nearest name."""
    with pytest.raises(ConfigurationError, match=re.escape(said)):
        load_settings({}, idp_accept=given)


# The page


def test_the_page_has_the_tables_of_the_dialects() -> None:
    """docs/oauth.md is written by `python -m tests.idp.tables` from its heading on."""
    assert tables.PAGE.read_text("utf-8") == tables.page(), "not up to date; run: python -m tests.idp.tables"


@pytest.mark.parametrize("dialect", Dialect.names())
def test_every_refusal_has_words_and_an_honest_grade(dialect: str) -> None:
    """What is documented or recorded names where; every rule has words and a description."""
    known = Dialect.named(dialect)

    for code in (*known.rules, *tables.DECLARED, "method"):
        answer = known.error(code)
        assert answer.grade in {"documented", "recorded", "assumed"}
        assert answer.source or answer.grade == "assumed"
        assert code in WHAT
