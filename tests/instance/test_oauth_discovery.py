"""The option `oauth_discovery`: discovery document and key set are read before the token, with the same headers."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from mockkf import MockKeyfactor
from mockkf.clients import CallerRegistry, Route
from mockkf.errors import StepFailed
from mockkf.http import HttpServer
from mockkf.idp import discover, document_at
from mockkf.tls import Certificates
from tests.support.command import changed
from tests.support.oauth import send

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HEADERS = [{"Name": "X-Tenant", "Value": "contoso"}, {"Name": "Accept", "Value": "application/jwk-set+json"}]


@pytest.mark.parametrize(
    ("endpoint", "issuer"),
    [
        ("https://idp.keyexample.com/oauth2/token", "https://idp.keyexample.com/oauth2"),
        ("http://idp.keyexample.com:8080/token?tenant=1#x", "http://idp.keyexample.com:8080"),
        ("https://[2001:db8::1]:8443/realms/a/token", "https://[2001:db8::1]:8443/realms/a"),
        ("https://192.0.2.7", "https://192.0.2.7"),
    ],
)
@pytest.mark.rule("oauth-headers", "oauth-token-only")
def test_three_requests_have_the_headers_of_the_profile(mockkf: MockKeyfactor, endpoint: str, issuer: str) -> None:
    """RequestHeaders go with discovery document, key set and token, whatever host the profile names."""
    answer = send(changed(mockkf, oauth_discovery=True), TokenEndpoint=endpoint, RequestHeaders=HEADERS)

    assert answer.status_code == 200, answer.text
    document, keys, token = mockkf.idp.requests
    assert [request.method for request in (document, keys, token)] == ["GET", "GET", "POST"]
    assert document.url == f"{issuer}/.well-known/openid-configuration"
    assert keys.url == f"{issuer}/keys"
    for request in (document, keys, token):
        assert (request.headers["X-Tenant"], request.headers["Accept"]) == ("contoso", "application/jwk-set+json")
    assert "Content-Type" not in document.headers
    steps = [step for step in mockkf.journal[-1].trace if step.step == "idp.token"]
    assert [step.detail.split(" ")[0] for step in steps] == ["GET", "GET", "POST"]


@pytest.mark.parametrize(
    ("dialect", "endpoint", "base"),
    [
        ("keycloak", "/realms/a/protocol/openid-connect/token", "/realms/a"),
        ("entra", "/tenant/oauth2/v2.0/token", "/tenant/v2.0"),
        ("okta", "/oauth2/default/v1/token", "/oauth2/default"),
        ("auth0", "/oauth/token", ""),
    ],
)
def test_the_document_is_where_the_provider_has_it(
    mockkf: MockKeyfactor, dialect: str, endpoint: str, base: str
) -> None:
    """Each dialect has its document below its own issuer, and the document names its key set."""
    command = changed(mockkf, oauth_discovery=True, idp_dialect=dialect)
    host = "https://idp.keyexample.com"

    send(command, TokenEndpoint=host + endpoint, Scope="https://outlook.office365.com/.default", Audience="mail")

    document, keys, token = mockkf.idp.requests
    assert (document.url, token.url) == (f"{host}{base}/.well-known/openid-configuration", host + endpoint)
    assert keys.url.startswith(host)


@pytest.mark.rule("oauth-token-only")
def test_without_the_option_there_is_the_token_request_alone(mockkf: MockKeyfactor) -> None:
    """A profile names its token endpoint, so nothing needs to be discovered."""
    send(changed(mockkf))

    assert [request.method for request in mockkf.idp.requests] == ["POST"]


def test_a_bad_certificate_is_found_at_the_first_request(mockkf: MockKeyfactor) -> None:
    """A fault at idp.connect holds for all three requests, so the first one fails."""
    command = changed(mockkf, oauth_discovery=True)
    mockkf.faults.add("idp.connect", certificate="expired")

    answer = send(command)

    assert "the step idp.token: idp.keyexample.com:443: the certificate was rejected" in answer.json()["Message"]
    assert mockkf.idp.requests == ()


def reading(**documents: Any) -> Callable[[str], Mapping[str, Any]]:
    """Return a reader of these documents, by the last part of their URL."""
    return lambda url: documents[url.rpartition("/")[2].replace("-", "_")]


@pytest.mark.parametrize("jwks_uri", [None, 5, "", "/keys", "ftp://a/keys", "https://", "http://a:0/", "http://[a"])
def test_a_document_without_a_key_set_fails_the_mail(jwks_uri: Any) -> None:
    """`jwks_uri` must be an absolute URL."""
    with pytest.raises(StepFailed, match=r"https://a/.well-known/openid-configuration names no key set"):
        discover("https://user:s3cret@a", reading(openid_configuration={"jwks_uri": jwks_uri}))


@pytest.mark.parametrize("keys", [{}, {"keys": {}}, {"keys": None}])
def test_a_key_set_has_keys(keys: dict[str, Any]) -> None:
    """The key set must have a list, even an empty one."""
    with pytest.raises(StepFailed, match="https://a/keys is not a key set"):
        discover("https://a", reading(openid_configuration={"jwks_uri": "https://a/keys"}, keys=keys))


@contextlib.contextmanager
def answering(status: str, kind: str, body: bytes) -> Iterator[Route]:
    """Serve one answer, and return the route to it."""

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        del environ
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    server = HttpServer(app, "127.0.0.1", 0)
    server.start()
    try:
        yield Route((server.host, server.port), CallerRegistry(), None, 5, Certificates().client_context)
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        ("404 Not Found", "application/json", b"{}"),
        ("302 Found", "text/plain", b""),
        ("200 OK", "text/html", b"<html>"),
        ("200 OK", "application/json", b"[]"),
        ("200 OK", "application/json", b"[" * 100_000),
        ("200 OK", "application/json", b" " * 300_000 + b"{}"),
    ],
)
def test_another_answer_than_an_object_fails_the_mail(status: str, kind: str, body: bytes) -> None:
    """The error names URL, status and media type; a body that is too large is cut."""
    with answering(status, kind, body) as route, pytest.raises(StepFailed) as caught:
        document_at("http://idp.keyexample.com/doc", [], route)

    said = f"http://idp.keyexample.com/doc answered {status[:3]} with {kind}, not with a JSON object"
    assert (caught.value.step, caught.value.remote) == ("idp.token", said)
