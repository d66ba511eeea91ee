"""The endpoints of the identity provider: discovery, key set and token, under whatever URL they are asked for."""

import base64
import binascii
import hmac
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from werkzeug.wrappers import Request, Response

from mockkf.idp.dialect import ERRORS, Grant
from mockkf.idp.provider import IdentityProvider
from mockkf.model import TokenRequest

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from mockkf.options import Account

DISCOVERY = "/.well-known/openid-configuration"
KEY_SETS = ("/keys", "/jwks", "/certs", "/jwks.json")
LARGEST_FORM = 64 * 1024
HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class Refusal(Exception):
    """The client does not get a token; `code` is one of the dialect's errors."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def application(provider: Callable[[Mapping[str, Any]], IdentityProvider]) -> "WSGIApplication":
    """The identity provider as one WSGI application; `provider` says which mock a request concerns."""

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> Any:
        request = Request(environ)
        request.max_content_length = LARGEST_FORM
        return _answer(request, provider(environ))(environ, start_response)

    return app


def _answer(request: Request, idp: IdentityProvider) -> Response:
    path = request.path
    if path.endswith(DISCOVERY):
        idp.note(TokenRequest("GET", request.url, _headers(request)))
        return _json(_discovery(request.url_root.rstrip("/") + path.removesuffix(DISCOVERY), idp))
    if request.method == "GET" and path.endswith(KEY_SETS):
        idp.note(TokenRequest("GET", request.url, _headers(request)))
        return _json(idp.keys.published(idp.key_number))
    if request.method == "POST":
        return _token(request, idp)
    return _json({"error": "not_found", "error_description": "There are token, keys and discovery endpoints."}, 404)


def _discovery(issuer: str, idp: IdentityProvider) -> dict[str, Any]:
    return {
        "issuer": issuer,
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/keys",
        "response_types_supported": ["token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "scopes_supported": sorted(idp.scopes),
    }


def _token(request: Request, idp: IdentityProvider) -> Response:
    form = {name: values[0] for name, values in request.form.lists()}
    issuer = request.base_url.rpartition("/")[0]
    client = ""
    try:
        client, secret, how = _client(request, form)
        grant = Grant(client, form.get("scope", ""), form.get("audience", ""), issuer)
        idp.note(TokenRequest("POST", request.url, _headers(request), client, how, grant.scope, grant.audience))
        played = idp.played(client)
        if played in WIRE:
            return WIRE[played](idp)
        _check(form, grant, secret, idp, played)
    except Refusal as refusal:
        grant = Grant(client, form.get("scope", ""), form.get("audience", ""), issuer)
        status, body = idp.dialect.refusal(refusal.code, grant, refusal.detail)
        return _refused(status, body, basic="Authorization" in request.headers)
    body = {"token_type": "Bearer", "expires_in": idp.lifetime, **idp.dialect.answer(grant)}
    return _json({"access_token": idp.issue(grant, played), **body, **CHANGED.get(played or "", {})})


def _check(form: Mapping[str, str], grant: Grant, secret: str, idp: IdentityProvider, played: str | None) -> None:
    if form.get("grant_type") != "client_credentials":
        raise Refusal(
            "unsupported_grant_type" if form.get("grant_type") else "invalid_request", "grant_type is missing"
        )
    if played in ERRORS:
        raise Refusal(str(played))
    if idp.clients is not None:
        account = next((known for known in idp.clients if known.name == grant.client), None)
        if account is None:
            raise Refusal("unknown_client")
        if not hmac.compare_digest(account.secret.encode(), secret.encode()):
            raise Refusal("wrong_secret")
        _check_scope(account, grant)


def _check_scope(account: "Account", grant: Grant) -> None:
    if account.scopes is not None and not set(grant.scopes) <= set(account.scopes):
        raise Refusal("invalid_scope")
    if account.audiences is not None and grant.audience and grant.audience not in account.audiences:
        raise Refusal("invalid_target")


def _client(request: Request, form: Mapping[str, str]) -> tuple[str, str, str]:
    """Client id, secret and how they came: by Basic or in the form, never both (RFC 6749, 2.3.1)."""
    header = request.headers.get("Authorization", "")
    if header and "client_secret" in form:
        raise Refusal("invalid_request", "The client authenticates in the form and by Basic; it must do one of them.")
    if not header:
        if not form.get("client_id") or not form.get("client_secret"):
            raise Refusal("invalid_request", "client_id and client_secret are required.")
        return form["client_id"], form["client_secret"], "form"
    scheme, _, credentials = header.partition(" ")
    try:
        text = base64.b64decode(credentials.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        text = ""
    name, colon, secret = text.partition(":")
    if scheme.lower() != "basic" or not (name and colon and secret):
        raise Refusal("invalid_request", "Authorization must be Basic with client id and secret.")
    return unquote_plus(name), unquote_plus(secret), "basic"


def _headers(request: Request) -> Mapping[str, str]:
    """The headers as they came; those that hold credentials are masked."""
    return {
        name: "********" if name.lower() in {"authorization", "cookie"} else value for name, value in request.headers
    }


def _refused(status: int, body: Mapping[str, Any], *, basic: bool) -> Response:
    headers = {"WWW-Authenticate": "Basic"} if status == 401 and basic else {}  # noqa: PLR2004 - RFC 6749, 5.2
    return _json(body, status, {**headers, **({"Retry-After": "30"} if status in {429, 503} else {})})


def _json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    common = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    return Response(json.dumps(body), status, {**common, **(headers or {})}, content_type="application/json")


def _hang(idp: IdentityProvider) -> Response:
    idp.wait()
    return _cut_off(idp)


def _cut_off(idp: IdentityProvider) -> Response:
    del idp
    raise ConnectionAbortedError("as it was played")


WIRE: Mapping[str | None, Callable[[IdentityProvider], Response]] = {
    "html": lambda _: Response(HTML, 502, content_type="text/html"),
    "redirect": lambda _: Response(b"", 302, {"Location": "https://elsewhere.example.com/token"}),
    "oversized": lambda _: Response(b" " * 1024 * 1024, 200, content_type="application/json"),
    "malformed_response": lambda _: Response(b'{"access_token": ', 200, content_type="application/json"),
    "slow": _hang,
    "unreachable": _cut_off,
}
"""What is answered instead of a token, however right the request is."""

CHANGED: Mapping[str, Mapping[str, Any]] = {
    "no_access_token": {"access_token": None},
    "wrong_token_type": {"token_type": "mac"},
}
"""What is changed in an answer that is otherwise right."""
