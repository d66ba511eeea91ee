"""How each dialect names itself: issuer, audience and client in tokens, the members of an answer, discovery."""

import re
import time
from collections.abc import Mapping
from typing import Any

import pytest

from mockkf import MockKeyfactor
from tests.support.command import changed
from tests.support.oauth import CLIENT, DECLARED, VALID, ask, fetch, send, token_of, verified

DISCOVERY = "/.well-known/openid-configuration"
OUTLOOK = "https://outlook.office365.com"
API = "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"
GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ENTRA = "https://login.microsoftonline.com/contoso"

ISSUERS: Mapping[str, tuple[str, str, Mapping[str, str], str]] = {
    "generic": ("generic", "https://idp.keyexample.com/oauth2/token", {}, "https://idp.keyexample.com/oauth2"),
    "keycloak": (
        "keycloak",
        "https://kc.example.com/realms/r/protocol/openid-connect/token",
        {},
        "https://kc.example.com/realms/r",
    ),
    "keycloak before version 17": (
        "keycloak",
        "https://kc.example.com/auth/realms/r/protocol/openid-connect/token",
        {},
        "https://kc.example.com/auth/realms/r",
    ),
    "auth0": (
        "auth0",
        "https://contoso.eu.auth0.com/oauth/token",
        {"Audience": "https://mail.keyexample.com"},
        "https://contoso.eu.auth0.com/",
    ),
    "okta": (
        "okta",
        "https://contoso.okta.com/oauth2/default/v1/token",
        {"Scope": "mail.send"},
        "https://contoso.okta.com/oauth2/default",
    ),
    "entra, a resource by its URL": (
        "entra",
        f"{ENTRA}/oauth2/v2.0/token",
        {"Scope": f"{OUTLOOK}/.default"},
        "https://sts.windows.net/contoso/",
    ),
    "entra, a resource by its id": (
        "entra",
        f"{ENTRA}/oauth2/v2.0/token",
        {"Scope": f"{API}/.default"},
        f"{ENTRA}/v2.0",
    ),
    "entra, version 1": ("entra", f"{ENTRA}/oauth2/token", {}, "https://sts.windows.net/contoso/"),
    "entra-v1": ("entra-v1", f"{ENTRA}/oauth2/token", {}, "https://sts.windows.net/contoso/"),
    "another URL": ("keycloak", "https://idp.keyexample.com/oauth2/token", {}, "https://idp.keyexample.com/oauth2"),
}
"""Dialect, TokenEndpoint and changes of a test mail, and the issuer in its token."""


@pytest.mark.parametrize("case", ISSUERS)
def test_the_issuer_is_that_of_the_provider(mockkf: MockKeyfactor, case: str) -> None:
    """The URL of the token endpoint says the realm, tenant or authorization server."""
    dialect, endpoint, changes, issuer = ISSUERS[case]

    answer = send(changed(mockkf, idp_dialect=dialect), TokenEndpoint=endpoint, **changes)

    assert answer.status_code == 200, answer.text
    mockkf.mailbox.expect_one(mechanism="XOAUTH2")
    assert mockkf.idp.tokens[0]["iss"] == issuer


@pytest.mark.parametrize(
    ("dialect", "path"),
    [
        ("keycloak", "/realms/r"),
        ("okta", "/oauth2/default"),
        ("auth0", ""),
        ("entra", "/contoso/v2.0"),
        ("entra-v1", "/contoso"),
        ("entra", ""),
        ("generic", "/any"),
    ],
)
def test_a_token_has_the_issuer_of_the_discovery_document(mockkf: MockKeyfactor, dialect: str, path: str) -> None:
    """A client that starts with the document gets a token whose issuer and key the document names."""
    changed(mockkf, idp_dialect=dialect)
    document = fetch(mockkf, "GET", f"{mockkf.idp.issuer}{path}{DISCOVERY}").json()
    form = {**VALID[dialect], **({"scope": f"{API}/.default"} if dialect == "entra" else {})}

    answer = ask(mockkf, document["token_endpoint"], **form)

    assert answer.status_code == 200, answer.text
    assert mockkf.idp.tokens[-1]["iss"] == document["issuer"]
    assert fetch(mockkf, "GET", document["jwks_uri"]).json()["keys"]


DOCUMENTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "keycloak": (
        "/realms/r",
        {
            "issuer": "/realms/r",
            "token_endpoint": "/realms/r/protocol/openid-connect/token",
            "jwks_uri": "/realms/r/protocol/openid-connect/certs",
            "authorization_endpoint": "/realms/r/protocol/openid-connect/auth",
        },
    ),
    "okta": (
        "/oauth2/default",
        {
            "issuer": "/oauth2/default",
            "token_endpoint": "/oauth2/default/v1/token",
            "jwks_uri": "/oauth2/default/v1/keys",
        },
    ),
    "auth0": (
        "/tenant",
        {
            "issuer": "/tenant/",
            "token_endpoint": "/tenant/oauth/token",
            "jwks_uri": "/tenant/.well-known/jwks.json",
        },
    ),
    "entra": (
        "/contoso/v2.0",
        {
            "issuer": "/contoso/v2.0",
            "token_endpoint": "/contoso/oauth2/v2.0/token",
            "jwks_uri": "/contoso/discovery/v2.0/keys",
            "authorization_endpoint": "/contoso/oauth2/v2.0/authorize",
        },
    ),
    "entra-v1": ("/contoso", {"token_endpoint": "/contoso/oauth2/token", "jwks_uri": "/contoso/discovery/keys"}),
    "generic": ("/any", {"issuer": "/any", "token_endpoint": "/any/token", "jwks_uri": "/any/keys"}),
}
"""The place of a discovery document, and its members, below the same URL."""


@pytest.mark.parametrize("dialect", DOCUMENTS)
@pytest.mark.parametrize("name", ["openid-configuration", "oauth-authorization-server"])
def test_the_document_has_the_endpoints_of_the_provider(mockkf: MockKeyfactor, dialect: str, name: str) -> None:
    """Discovery, of OpenID and of RFC 8414, names the endpoints as the provider does."""
    changed(mockkf, idp_dialect=dialect)
    place, members = DOCUMENTS[dialect]

    document = fetch(mockkf, "GET", f"{mockkf.idp.issuer}{place}/.well-known/{name}").json()

    assert {member: document[member] for member in members} == {
        member: f"{mockkf.idp.issuer}{path}" for member, path in members.items()
    }


def test_the_issuer_of_version_1_of_entra_is_elsewhere(mockkf: MockKeyfactor) -> None:
    """Its document names an issuer that is no URL of the endpoint, and so does the token."""
    changed(mockkf, idp_dialect="entra-v1")

    document = fetch(mockkf, "GET", f"{mockkf.idp.issuer}/contoso{DISCOVERY}").json()

    assert document["issuer"] == "https://sts.windows.net/contoso/"


def test_a_broken_url_of_a_document_is_no_error(mockkf: MockKeyfactor) -> None:
    """An encoded path is a path, too."""
    answer = fetch(mockkf, "GET", "/idp/%2Ewell-known/openid%2Dconfiguration")

    assert answer.status_code == 200


# The members of an answer


MEMBERS: Mapping[str, Mapping[str, Any]] = {
    "generic": {"token_type": "Bearer", "expires_in": 3600},
    "entra": {"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599},
    "okta": {"token_type": "Bearer", "expires_in": 3600, "scope": "mail.send"},
    "auth0": {"token_type": "Bearer", "expires_in": 86400},
    "keycloak": {
        "token_type": "Bearer",
        "expires_in": 300,
        "refresh_expires_in": 0,
        "not-before-policy": 0,
        "scope": "profile email",
    },
}


@pytest.mark.parametrize("dialect", MEMBERS)
def test_an_answer_has_the_members_of_the_provider(mockkf: MockKeyfactor, dialect: str) -> None:
    """Beside the token there are exactly these members, with the usual lifetime of the provider."""
    changed(mockkf, idp_dialect=dialect)

    body = ask(mockkf, **VALID[dialect]).json()

    assert body.pop("access_token").count(".") == 2
    assert body == MEMBERS[dialect]


def test_version_1_of_entra_has_numbers_as_text(mockkf: MockKeyfactor) -> None:
    """The times of the token are in the answer, and the resource."""
    changed(mockkf, idp_dialect="entra-v1", token_lifetime=600)

    body = ask(mockkf, resource=OUTLOOK).json()

    [claims] = mockkf.idp.tokens
    del body["access_token"]
    assert body == {
        "token_type": "Bearer",
        "expires_in": "600",
        "ext_expires_in": "600",
        "expires_on": str(claims["exp"]),
        "not_before": str(claims["nbf"]),
        "resource": OUTLOOK,
    }


@pytest.mark.parametrize("dialect", ["entra", "keycloak", "okta", "auth0"])
def test_the_option_sets_the_lifetime_in_every_dialect(mockkf: MockKeyfactor, dialect: str) -> None:
    """`token_lifetime` is in the answer, `ext_expires_in` too, and in the token."""
    changed(mockkf, idp_dialect=dialect, token_lifetime=600)
    before = int(time.time())

    body = ask(mockkf, **VALID[dialect]).json()

    [claims] = mockkf.idp.tokens
    assert (body["expires_in"], body.get("ext_expires_in", 600)) == (600, 600)
    assert before + 600 <= claims["exp"] <= time.time() + 600


def test_the_times_of_entra_begin_before_the_request(mockkf: MockKeyfactor) -> None:
    """A token of 3599 s is valid from 300 s before it was issued."""
    changed(mockkf, idp_dialect="entra")

    token_of(mockkf, **VALID["entra"])

    [claims] = mockkf.idp.tokens
    assert (claims["exp"] - claims["nbf"], claims["iat"]) == (3899, claims["nbf"])


@pytest.mark.parametrize(("scope", "shown"), [("openid", "openid profile email"), ("a email", "profile email a")])
def test_keycloak_adds_the_default_scopes(mockkf: MockKeyfactor, scope: str, shown: str) -> None:
    """`profile` and `email` are always in the answer and in the token."""
    changed(mockkf, idp_dialect="keycloak")

    assert ask(mockkf, scope=scope).json()["scope"] == shown
    assert mockkf.idp.tokens[0]["scope"] == shown


# The claims


CLAIMS: Mapping[str, tuple[str, Mapping[str, str], Mapping[str, Any], tuple[str, ...]]] = {
    "generic, a resource": ("generic", {"resource": "https://api"}, {"aud": "https://api"}, ()),
    "entra, a resource by its URL": (
        "entra",
        {"scope": f"{OUTLOOK}/.default"},
        {"aud": OUTLOOK, "appid": CLIENT, "appidacr": "1", "idtyp": "app", "roles": ["SMTP.SendAsApp"], "ver": "1.0"},
        ("azp", "scp", "client_id"),
    ),
    "entra, a resource by its id": (
        "entra",
        {"scope": f"{API}/.default"},
        {"aud": API, "azp": CLIENT, "azpacr": "1", "roles": ["SMTP.SendAsApp"], "ver": "2.0"},
        ("appid", "scp", "client_id"),
    ),
    "entra, an audience": ("entra", {"scope": f"{OUTLOOK}/.default", "audience": "x"}, {"aud": OUTLOOK}, ()),
    "entra, a slash too many": ("entra", {"scope": "https://api//.default"}, {"aud": "https://api/"}, ()),
    "entra-v1": (
        "entra-v1",
        {"resource": OUTLOOK, "scope": "ignored"},
        {"aud": OUTLOOK, "appid": CLIENT, "ver": "1.0", "tid": "mockkf"},
        ("azp", "scope", "scp"),
    ),
    "entra-v1, no resource": (
        "entra-v1",
        {},
        {"aud": "00000002-0000-0000-c000-000000000000", "appid": CLIENT, "ver": "1.0"},
        ("azp",),
    ),
    "entra, a resource instead of a scope": ("entra", {"resource": OUTLOOK}, {"aud": OUTLOOK, "ver": "1.0"}, ("azp",)),
    "okta": (
        "okta",
        {"scope": "a b", "audience": "x"},
        {"aud": "api://default", "cid": CLIENT, "scp": ["a", "b"]},
        ("nbf",),
    ),
    "auth0": (
        "auth0",
        {"audience": "https://api", "scope": "a"},
        {"aud": "https://api", "azp": CLIENT, "sub": f"{CLIENT}@clients", "gty": "client-credentials", "scope": "a"},
        ("nbf", "client_id"),
    ),
    "keycloak": (
        "keycloak",
        {"audience": "x"},
        {
            "aud": "account",
            "azp": CLIENT,
            "client_id": CLIENT,
            "typ": "Bearer",
            "preferred_username": f"service-account-{CLIENT}",
        },
        ("nbf",),
    ),
}
"""Dialect, parameters, claims that a token has, and claims that it has not."""


@pytest.mark.parametrize("case", CLAIMS)
@pytest.mark.rule("oauth-claims")
def test_a_token_has_the_claims_of_the_provider(mockkf: MockKeyfactor, case: str) -> None:
    """Audience, client and rights have the names of the provider."""
    dialect, form, present, absent = CLAIMS[case]
    changed(mockkf, idp_dialect=dialect)

    assert ask(mockkf, **form).status_code == 200

    [claims] = mockkf.idp.tokens
    assert {name: claims.get(name) for name in present} == present
    assert not {*absent} & {*claims}


@pytest.mark.parametrize(("dialect", "member"), [("keycloak", "sub"), ("entra", "oid")])
def test_a_subject_is_a_guid_of_its_client(mockkf: MockKeyfactor, dialect: str, member: str) -> None:
    """The same client has the same number in each token, another client another one."""
    changed(mockkf, idp_dialect=dialect)

    for client in (CLIENT, CLIENT, "other"):
        ask(mockkf, client_id=client, **VALID[dialect])

    first, second, other = (claims[member] for claims in mockkf.idp.tokens)
    assert re.fullmatch(GUID, first)
    assert first == second != other


@pytest.mark.parametrize(("dialect", "audience"), [("keycloak", ["https://api", "account"]), ("okta", "https://api")])
def test_a_declared_audience_is_in_the_token(mockkf: MockKeyfactor, dialect: str, audience: Any) -> None:
    """A provider that ignores the parameter `audience` puts the audience of the client into the token."""
    changed(mockkf, idp_dialect=dialect, idp_clients=[{**DECLARED, "audiences": ["https://api"]}])

    assert ask(mockkf, audience="https://other", **VALID[dialect]).status_code == 200
    assert mockkf.idp.tokens[0]["aud"] == audience


def test_a_declared_audience_of_entra_is_a_resource(mockkf: MockKeyfactor) -> None:
    """The resource of the scope must be one of them."""
    changed(mockkf, idp_dialect="entra", idp_clients=[{**DECLARED, "audiences": [OUTLOOK]}])

    refused = ask(mockkf, scope="https://graph.microsoft.com/.default")

    assert ask(mockkf, scope=f"{OUTLOOK}/.default").status_code == 200
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_resource")
    said = "AADSTS500011: The resource principal named https://graph.microsoft.com was not found in the tenant named "
    assert refused.json()["error_description"].startswith(said)


def test_version_1_of_entra_ignores_the_scope(mockkf: MockKeyfactor) -> None:
    """A test mail to the URL of version 1 gets a token, whatever its Scope, but not for the mail server."""
    command = changed(mockkf, idp_dialect="entra", idp_clients=[{**DECLARED, "scopes": ["a"]}])

    answer = send(command, TokenEndpoint=f"{ENTRA}/oauth2/token", Scope=f"{OUTLOOK}/.default")

    assert answer.status_code == 200, answer.text
    assert mockkf.idp.tokens[0]["aud"] == "00000002-0000-0000-c000-000000000000"


@pytest.mark.parametrize("dialect", VALID)
def test_the_published_key_verifies_a_token(mockkf: MockKeyfactor, dialect: str) -> None:
    """At the URL that programs use directly, document, key and token fit together in every dialect."""
    changed(mockkf, idp_dialect=dialect)

    assert verified(mockkf, token_of(mockkf, **VALID[dialect]))["exp"]
