"""The identity provider: discovery, keys and tokens, from the view of a client."""

import re
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from joserfc.errors import InvalidKeyIdError

from mockkf import ConfigurationError, MockKeyfactor
from mockkf.config.settings import Settings
from mockkf.idp import Dialect
from mockkf.scenario.reading import change_settings, load_settings
from tests.support.command import Command, changed
from tests.support.oauth import CLIENT, DECLARED, SECRET, VALID, ask, fetch, token_of, verified

DISCOVERY = "/.well-known/openid-configuration"
MAIL = "https://mail.keyexample.com"


def with_clients(mock: MockKeyfactor, *clients: Mapping[str, Any], **options: Any) -> Command:
    """Yield a mock whose identity provider has these clients."""
    return changed(mock, idp_clients=[dict(client) for client in clients], **options)


# Tokens


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_token_is_a_real_one(mockkf: MockKeyfactor, scheme: str) -> None:
    """Over http and https, the answer follows RFC 6749, and the published key verifies the token."""
    url = mockkf.idp.token_url if scheme == "https" else f"{mockkf.url.removesuffix('/KeyfactorAPI')}/idp/token"

    answer = ask(mockkf, url)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert (answer.headers["Cache-Control"], answer.headers["Pragma"]) == ("no-store", "no-cache")
    body = answer.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    assert body.keys() == {"access_token", "token_type", "expires_in"}
    assert mockkf.idp.tokens[0]["iss"] == url.removesuffix("/token")
    if scheme == "https":
        assert verified(mockkf, body["access_token"])["client_id"] == CLIENT


def test_the_usual_claims_are_those_of_rfc_9068(mockkf: MockKeyfactor) -> None:
    """The token has issuer, subject, audience, client, times and an id; `mockkf.idp.tokens` has the same."""
    claims = verified(mockkf, token_of(mockkf, scope="mail.send mail.read", audience=MAIL))

    assert {name: claims[name] for name in ("iss", "sub", "aud", "client_id", "scope")} == {
        "iss": mockkf.idp.issuer,
        "sub": CLIENT,
        "aud": MAIL,
        "client_id": CLIENT,
        "scope": "mail.send mail.read",
    }
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["nbf"] == claims["iat"]
    assert list(mockkf.idp.tokens) == [claims]


def test_every_token_has_an_id_of_its_own(mockkf: MockKeyfactor) -> None:
    """Two tokens have different ids."""
    token_of(mockkf)
    token_of(mockkf)

    assert len({claims["jti"] for claims in mockkf.idp.tokens}) == 2


REFUSED: Mapping[str, Mapping[str, tuple[int, str, str]]] = {
    "generic": {
        "unknown_client": (401, "invalid_client", "there is no client 'stranger'"),
        "wrong_secret": (401, "invalid_client", "Client authentication failed."),
        "invalid_scope": (400, "invalid_scope", "'other' is not granted"),
        "invalid_target": (400, "invalid_target", "no audience 'https://other'"),
    },
    "entra": {
        "unknown_client": (400, "unauthorized_client", "AADSTS700016: Application with identifier 'stranger'"),
        "wrong_secret": (401, "invalid_client", "AADSTS7000215: Invalid client secret provided."),
        "invalid_scope": (400, "invalid_scope", "AADSTS70011: The provided value for the input parameter 'scope'"),
    },
    "entra-v1": {
        "unknown_client": (400, "unauthorized_client", "AADSTS700016: Application with identifier 'stranger'"),
        "wrong_secret": (401, "invalid_client", "AADSTS7000215: Invalid client secret provided."),
        "invalid_target": (400, "invalid_resource", "AADSTS500011: The resource principal named https://other"),
    },
    "okta": {
        "wrong_secret": (401, "invalid_client", "The client secret supplied for a confidential client is invalid."),
        "invalid_scope": (400, "invalid_scope", "One or more scopes are not configured"),
    },
    "auth0": {
        "unknown_client": (401, "access_denied", "Unauthorized"),
        "wrong_secret": (401, "access_denied", "Unauthorized"),
        "invalid_scope": (403, "access_denied", "Client has not been granted scopes: other"),
        "invalid_target": (403, "access_denied", "Service not enabled within domain: https://other"),
    },
    "keycloak": {
        "unknown_client": (401, "invalid_client", "Invalid client or Invalid client credentials"),
        "wrong_secret": (401, "unauthorized_client", "Invalid client or Invalid client credentials"),
        "invalid_scope": (400, "invalid_scope", "Invalid scopes: other"),
    },
}
"""Status, error and text of each refusal in each dialect."""

WRONG: Mapping[str, Mapping[str, str]] = {
    "unknown_client": {"client_id": "stranger"},
    "wrong_secret": {"client_secret": "wrong"},
    "invalid_scope": {"scope": "other"},
    "invalid_target": {"audience": "https://other", "resource": "https://other"},
}
"""Invalid requests of a client that has a scope and an audience."""

OTHER_SCOPES: Mapping[str, Mapping[str, str]] = {"entra": {"scope": "https://other/.default"}}
"""A well-formed scope that the client does not have."""


@pytest.mark.parametrize(("dialect", "wrong"), [(dialect, wrong) for dialect in REFUSED for wrong in REFUSED[dialect]])
def test_a_dialect_has_its_own_words(mockkf: MockKeyfactor, dialect: str, wrong: str) -> None:
    """Requests beyond the rights of a client are refused with the provider's status, error and description."""
    with_clients(mockkf, {**DECLARED, "scopes": ["mail.send"], "audiences": [MAIL]}, idp_dialect=dialect)
    status, error, words = REFUSED[dialect][wrong]
    other = OTHER_SCOPES.get(dialect, {}) if wrong == "invalid_scope" else {}

    answer = ask(mockkf, **{**VALID[dialect], **WRONG[wrong], **other})

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert words in answer.json()["error_description"]
    assert not mockkf.idp.tokens


def test_every_dialect_is_tried() -> None:
    """The tables above have every dialect, and the option accepts each."""
    assert set(REFUSED) == set(Dialect.names())
    assert all(change_settings(Settings(), idp_dialect=name).idp_dialect == name for name in Dialect.names())


def test_every_dialect_is_documented() -> None:
    """`docs/oauth.md` lists every dialect in the row of `idp_dialect`."""
    page = (Path(__file__).parents[2] / "docs" / "oauth.md").read_text("utf-8")
    row = next(line for line in page.splitlines() if line.startswith("| `idp_dialect` |"))

    assert {*re.findall("`([a-z0-9-]+)`", row)} == {*Dialect.names()}


@pytest.mark.parametrize(
    ("environ", "argument", "name", "said"),
    [
        ({}, "azure", "idp_dialect", "'azure'"),
        ({"MOCKKF_IDP_DIALECT": "azure"}, None, "MOCKKF_IDP_DIALECT", "'azure'"),
        ({}, "keyclock", "idp_dialect", "'keyclock'; did you mean 'keycloak'?"),
    ],
)
def test_an_unknown_dialect_is_refused(environ: dict[str, str], argument: str | None, name: str, said: str) -> None:
    """The error names the option or the variable, every dialect, and the nearest one."""
    with pytest.raises(ConfigurationError) as caught:
        load_settings(environ, idp_dialect=argument)

    assert str(caught.value) == f"{name} must be one of {', '.join(Dialect.names())}, not {said}"


def test_entra_says_the_number_once_more(mockkf: MockKeyfactor) -> None:
    """`error_codes` has the number of the description; an answer with a token has `ext_expires_in`."""
    with_clients(mockkf, DECLARED, idp_dialect="entra")

    assert ask(mockkf, client_secret="wrong", **VALID["entra"]).json()["error_codes"] == [7000215]
    assert ask(mockkf, **VALID["entra"]).json()["ext_expires_in"] == 3599


# Clients


@pytest.mark.parametrize("name", ["anybody", "ünïcødé", "a b+c&d=e%41:/?", "line\nbreak"])
def test_any_client_is_taken_as_long_as_none_is_declared(mockkf: MockKeyfactor, name: str) -> None:
    """Any id and secret is accepted."""
    assert verified(mockkf, token_of(mockkf, client_id=name, client_secret=f"{name}!"))["client_id"] == name


def test_no_client_is_taken_if_the_list_is_empty(mockkf: MockKeyfactor) -> None:
    """With an empty list, no client is accepted."""
    with_clients(mockkf)

    assert ask(mockkf).status_code == 401


@pytest.mark.parametrize("how", ["form", "basic"])
@pytest.mark.parametrize("secret", [SECRET, "日本 語+%&=:"])
def test_the_secret_comes_in_the_form_or_by_basic(mockkf: MockKeyfactor, how: str, secret: str) -> None:
    """Both ways work, with any characters, and the way is recorded."""
    with_clients(mockkf, {"name": "größe:1", "secret": secret})
    form = {"grant_type": "client_credentials"}
    pair = ":".join(quote(part, safe="") for part in ("größe:1", secret))
    basic = {"headers": {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}, "data": form}
    posted = {"data": {**form, "client_id": "größe:1", "client_secret": secret}}

    answer = fetch(mockkf, "POST", mockkf.idp.token_url, **(basic if how == "basic" else posted))

    assert answer.status_code == 200, answer.text
    [request] = mockkf.idp.requests
    assert (request.client, request.authentication) == ("größe:1", how)
    assert "Basic" not in request.headers.get("Authorization", "")


def test_who_fails_is_told_to_use_basic(mockkf: MockKeyfactor) -> None:
    """401 has a challenge (RFC 9110, 15.5.2), whether the client used the header or the form."""
    with_clients(mockkf, DECLARED)

    by_basic = fetch(
        mockkf, "POST", mockkf.idp.token_url, auth=(CLIENT, "wrong"), data={"grant_type": "client_credentials"}
    )

    for answer in (by_basic, ask(mockkf, client_secret="wrong")):
        challenge = 'Basic realm="identity provider", charset="UTF-8"'
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, challenge)


def test_a_declared_client_has_scopes_and_audiences(mockkf: MockKeyfactor) -> None:
    """A client may request some, all or none of its scopes; without a list, any scope."""
    with_clients(mockkf, {**DECLARED, "scopes": ["a", "b"], "audiences": [MAIL]}, {"name": "free", "secret": "x"})

    for form in ({}, {"scope": "a"}, {"scope": " b  a "}, {"audience": MAIL}):
        assert ask(mockkf, **form).status_code == 200
    assert ask(mockkf, client_id="free", client_secret="x", scope="z", audience="y").status_code == 200
    assert fetch(mockkf, "GET", f"{mockkf.idp.issuer}{DISCOVERY}").json()["scopes_supported"] == ["a", "b"]


def test_a_declared_client_has_claims(mockkf: MockKeyfactor) -> None:
    """The declared claims are only in the tokens of this client, and replace default claims."""
    claims = {"tid": "contoso", "roles": ["Mail.Send"], "sub": "me", "deep": {"a": [1, None, True, 1.5]}}
    with_clients(mockkf, {**DECLARED, "claims": claims}, {"name": "other", "secret": "x"})

    found = verified(mockkf, token_of(mockkf))

    assert {name: found[name] for name in claims} == claims
    assert "tid" not in verified(mockkf, token_of(mockkf, client_id="other", client_secret="x"))


@pytest.mark.parametrize("name", ["iss", "exp", "iat", "nbf", "jti"])
def test_some_claims_are_the_identity_providers_own(name: str) -> None:
    """These claims cannot be declared, because the check of tokens depends on them."""
    with pytest.raises(ConfigurationError, match=f"must not contain '{name}'"):
        change_settings(Settings(), idp_clients=[{**DECLARED, "claims": {name: 1}}])


@pytest.mark.parametrize("value", [float("nan"), object(), {1: b"x"}, [{"a": {1, 2}}]])
def test_claims_are_json(value: Any) -> None:
    """A value that JSON cannot represent is refused at its declaration."""
    with pytest.raises(
        ConfigurationError, match="claims of command-email in idp_clients must contain only values of JSON"
    ):
        change_settings(Settings(), idp_clients=[{**DECLARED, "claims": {"x": value}}])


# Time and keys


def test_the_lifetime_is_an_option(mockkf: MockKeyfactor) -> None:
    """The answer and the token have `token_lifetime`, which may be text."""
    changed(mockkf, token_lifetime="1m")

    assert ask(mockkf).json()["expires_in"] == 60
    assert mockkf.idp.tokens[0]["exp"] - mockkf.idp.tokens[0]["iat"] == 60


@pytest.mark.parametrize(("given", "skew"), [(-7200, -7200), ("-2h", -7200), ("2h", 7200)])
def test_the_clock_may_be_wrong(mockkf: MockKeyfactor, given: int | str, skew: int) -> None:
    """`clock_skew` shifts all times of a token."""
    token_of(mockkf)
    right = mockkf.idp.tokens[0]
    changed(mockkf, clock_skew=given)

    token_of(mockkf)

    moved = mockkf.idp.tokens[0]
    for name in ("iat", "nbf", "exp"):
        assert abs(moved[name] - right[name] - skew) < 600


def test_a_key_may_change(mockkf: MockKeyfactor) -> None:
    """After `rotate`, another key is published; it verifies new tokens, but not old ones."""
    old = token_of(mockkf)
    mockkf.idp.rotate()

    with pytest.raises(InvalidKeyIdError):
        verified(mockkf, old)
    verified(mockkf, token_of(mockkf))


# Documents


@pytest.mark.parametrize("issuer", ["/idp", "/idp/realms/keyfactor", "/idp/oauth2/default"])
def test_discovery_is_consistent(mockkf: MockKeyfactor, issuer: str) -> None:
    """Below any issuer, the document names this issuer, and its endpoints exist."""
    whole = mockkf.idp.issuer.removesuffix("/idp") + issuer
    document = fetch(mockkf, "GET", f"{whole}{DISCOVERY}").json()

    assert document["issuer"] == whole
    assert document["grant_types_supported"] == ["client_credentials"]
    assert document["token_endpoint_auth_methods_supported"] == ["client_secret_basic", "client_secret_post"]
    assert ask(mockkf, document["token_endpoint"]).status_code == 200
    assert mockkf.idp.tokens[0]["iss"] == whole
    [key] = fetch(mockkf, "GET", document["jwks_uri"]).json()["keys"]
    assert (key["kty"], key["alg"], key["use"]) == ("EC", "ES256", "sig")
    assert "d" not in key


@pytest.mark.parametrize("path", [DISCOVERY, "/keys", "/jwks", "/certs", "/jwks.json"])
def test_documents_can_be_asked_for_by_head(mockkf: MockKeyfactor, path: str) -> None:
    """HEAD is GET without the body."""
    head, get = (fetch(mockkf, method, f"/idp{path}") for method in ("HEAD", "GET"))

    assert (head.status_code, get.status_code, head.content) == (200, 200, b"")
    assert head.headers["Content-Length"] == str(len(get.content))
    assert [request.method for request in mockkf.idp.requests] == ["HEAD", "GET"]


# What is no token request


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_token_is_posted_for(mockkf: MockKeyfactor, method: str) -> None:
    """Any other method at a token endpoint is 405 with the allowed one."""
    answer = fetch(mockkf, method, mockkf.idp.token_url)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GOOD = f"grant_type=client_credentials&client_id={CLIENT}&client_secret={SECRET}"
BAD: Mapping[str, tuple[dict[str, str], str | bytes, str]] = {
    "nothing": (FORM, "", "invalid_client"),
    "no grant type": (FORM, f"client_id={CLIENT}&client_secret={SECRET}", "invalid_request"),
    "another grant type": (FORM, GOOD.replace("client_credentials", "password"), "unsupported_grant_type"),
    "no client": (FORM, "grant_type=client_credentials", "invalid_client"),
    "no secret": (FORM, f"grant_type=client_credentials&client_id={CLIENT}", "invalid_client"),
    "an empty secret": (FORM, f"grant_type=client_credentials&client_id={CLIENT}&client_secret=", "invalid_client"),
    "a parameter twice": (FORM, f"{GOOD}&client_id={CLIENT}", "invalid_request"),
    "both": ({**FORM, "Authorization": "Basic YTpi"}, GOOD, "invalid_request"),
    "another scheme": ({**FORM, "Authorization": "Bearer x"}, "grant_type=client_credentials", "invalid_client"),
    "no base64": ({**FORM, "Authorization": "Basic ???"}, "grant_type=client_credentials", "invalid_client"),
    "no colon": ({**FORM, "Authorization": "Basic YQ=="}, "grant_type=client_credentials", "invalid_client"),
    "no UTF-8 in Basic": ({**FORM, "Authorization": "Basic /zr/"}, "grant_type=client_credentials", "invalid_client"),
    "JSON": ({"Content-Type": "application/json"}, '{"grant_type":"client_credentials"}', "invalid_request"),
    "no media type": ({}, GOOD.encode(), "invalid_request"),
    "octets": (FORM, b"\xff\xfe\x00&=&&%zz=%ff", "invalid_client"),
}
"""Headers, body and error."""


@pytest.mark.parametrize("case", BAD)
def test_a_bad_request_is_refused_in_the_documented_way(mockkf: MockKeyfactor, case: str) -> None:
    """400, or 401 without credentials, with `error` and a description; it is recorded without its content."""
    headers, body, error = BAD[case]

    answer = fetch(mockkf, "POST", mockkf.idp.token_url, headers=headers, data=body)

    status = 401 if error == "invalid_client" else 400
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["error_description"]
    [request] = mockkf.idp.requests
    assert SECRET not in repr(request)


def test_a_form_may_have_many_fields(mockkf: MockKeyfactor) -> None:
    """Ten thousand unknown parameters are ignored, as RFC 6749 requires."""
    assert ask(mockkf, **{f"x{number}": "" for number in range(10_000)}).status_code == 200


def test_a_form_is_limited(mockkf: MockKeyfactor) -> None:
    """A form of more than 256 KiB is 413, in JSON."""
    answer = ask(mockkf, scope="s" * 300_000)

    assert (answer.status_code, answer.json()["error"]) == (413, "invalid_request")


def test_octets_that_are_no_utf_8_belong_to_nobody(mockkf: MockKeyfactor) -> None:
    """An undecodable client id is an unknown client."""
    with_clients(mockkf, DECLARED)
    body = GOOD.replace(CLIENT, "%ff%fe")

    assert fetch(mockkf, "POST", mockkf.idp.token_url, headers=FORM, data=body).status_code == 401


# What a test asks of it


def test_requests_are_written_down_without_secrets(mockkf: MockKeyfactor) -> None:
    """A request has URL, headers, client, scope and audience; credentials are masked, the query is not printed."""
    fetch(
        mockkf,
        "POST",
        f"{mockkf.idp.token_url}?key=s3cret",
        data={"grant_type": "client_credentials", "scope": "a", "audience": "b"},
        auth=(CLIENT, SECRET),
        headers={"X-Tenant": "contoso", "Cookie": "s3cret"},
    )

    [request] = mockkf.idp.requests
    assert (request.method, request.url, request.query) == ("POST", mockkf.idp.token_url, "key=s3cret")
    assert (request.client, request.scope, request.audience) == (CLIENT, "a", "b")
    assert request.headers["X-Tenant"] == "contoso"
    assert {request.headers[name] for name in ("Authorization", "Cookie")} == {"********"}
    assert "s3cret" not in repr(request)


def test_a_reset_forgets(mockkf: MockKeyfactor) -> None:
    """A reset removes requests, tokens and failures."""
    mockkf.idp.play("server_error")
    ask(mockkf)
    mockkf.reset()

    assert (mockkf.idp.requests, mockkf.idp.tokens) == ((), ())
    assert ask(mockkf).status_code == 200


def test_a_scenario_is_for_one_client_and_so_many_times(mockkf: MockKeyfactor) -> None:
    """Other clients and later requests are not affected."""
    mockkf.idp.play("rate_limited", client="busy", times=2)

    statuses = [ask(mockkf, client_id=name).status_code for name in ("idle", "busy", "busy", "busy")]

    assert statuses == [200, 429, 429, 200]


@pytest.mark.parametrize(("scenario", "times"), [("no-such", None), ("expired", 0), ("expired", -1)])
def test_what_cannot_be_played_is_refused(mockkf: MockKeyfactor, scenario: str, times: int | None) -> None:
    """The error for an unknown failure lists the known ones; an invalid number is an error too."""
    with pytest.raises(ValueError, match=r"must be one of unknown_client|times must be a whole number of at least 1"):
        mockkf.idp.play(scenario, times=times)
