"""The endpoints of the identity provider, under any URL: discovery, key set and token."""

import base64
import binascii
import hmac
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from mockkf.clients import target_of
from mockkf.faults import keep_back
from mockkf.http import basic, unread_codings
from mockkf.idp.dialect import ERRORS, Grant
from mockkf.idp.token_issuer import TokenIssuer, failure_of
from mockkf.model import TokenRequest

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from mockkf.model import Account

CREDENTIALS = ("authorization", "cookie", "proxy-authorization")
DISCOVERY = "/.well-known/openid-configuration"
KEY_SETS = ("/keys", "/jwks", "/certs", "/jwks.json")
LARGEST_FORM = 256 * 1024
FORM = "application/x-www-form-urlencoded"
READING = ("GET", "HEAD")
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"

SIGN_IN = "<html><head><title>Sign in to your account</title></head><body><form method=post></form></body></html>"


class TokenDenied(Exception):
    """The client does not get a token; `code` is one of the dialect's errors, `headers` are added to the answer."""

    def __init__(self, code: str, detail: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.headers = headers or {}


def application(provider: Callable[[Mapping[str, Any]], TokenIssuer]) -> "WSGIApplication":
    """Return the identity provider as a WSGI application; `provider` returns the issuer for a WSGI environment."""

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> Any:
        request = Request(environ)
        request.max_content_length = LARGEST_FORM
        try:
            answer = _answer(request, provider(environ))
        except HTTPException as error:
            answer = _json({"error": "invalid_request", "error_description": error.description}, error.code or 400)
        return answer(environ, start_response)

    return app


def _answer(request: Request, idp: TokenIssuer) -> Response:
    """Return the answer: a token for POST at any path, discovery and keys for GET below any issuer."""
    if request.method == "POST":
        return _token(request, idp)
    path = request.path
    reading = request.method in READING and path.endswith((DISCOVERY, *KEY_SETS))
    if not reading:
        said = "The token endpoint requires POST. GET is allowed only for discovery and key sets."
        return _json({"error": "invalid_request", "error_description": said}, 405, {"Allow": "POST"})
    idp.note(_noted(request))
    if path.endswith(KEY_SETS):
        return _json(idp.keys.published(idp.key_number))
    return _json(_discovery(_url(request).removesuffix(DISCOVERY), idp))


def _noted(request: Request, **more: str) -> TokenRequest:
    query = request.query_string.decode("latin-1")
    return TokenRequest(request.method, _url(request), _headers(request), query=query, **more)


def _url(request: Request) -> str:
    """Return the URL exactly as the client sent it, without its query."""
    sent = request.environ.get("REQUEST_URI", request.path).partition("?")[0]
    path = urlsplit(sent).path if "://" in sent else sent
    host = request.headers.get("Host", "localhost")
    return f"{request.scheme}://{host.removesuffix(DEFAULT_PORTS[request.scheme])}{path}"


def _about(request: Request, grant: Grant) -> Mapping[str, Any]:
    """Return the criteria of a token request; an invalid Host header gives no host and no port."""
    about: dict[str, Any] = {"client": grant.client, "scope": grant.scope}
    with suppress(ValueError):
        asked = target_of(_url(request))
        about |= {"host": asked.host, "port": asked.port}
    return about


def _discovery(issuer: str, idp: TokenIssuer) -> dict[str, Any]:
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


def _token(request: Request, idp: TokenIssuer) -> Response:
    form = {name: values[0] for name, values in request.form.lists()} if request.mimetype == FORM else {}
    grant = Grant("", form.get("scope", ""), form.get("audience", ""), _url(request).rpartition("/")[0])
    asked = {"scope": grant.scope, "audience": grant.audience}
    try:
        try:
            client, secret, how = _client(request, form)
        except TokenDenied:
            idp.note(_noted(request, **asked))
            raise
        grant = replace(grant, client=client)
        idp.note(_noted(request, client=client, authentication=how, **asked))
        fault = idp.match_fault(partial(_about, request, grant))
        played = failure_of(fault)
        if played in WIRE:
            return WIRE[played](idp)
        _check(form, grant, secret, idp, played)
    except TokenDenied as refusal:
        status, body = idp.dialect.refusal(refusal.code, grant, refusal.detail)
        return _refused(status, body, refusal.headers)
    body = {"token_type": "Bearer", "expires_in": idp.lifetime, **idp.dialect.answer(grant)}
    body = {"access_token": idp.issue(grant, played), **body}
    keep_back(fault)
    return _json({**body, **CHANGED.get(played or "", {})})


def _check(form: Mapping[str, str], grant: Grant, secret: str, idp: TokenIssuer, played: str | None) -> None:
    if form.get("grant_type") != "client_credentials":
        raise TokenDenied(
            "unsupported_grant_type" if form.get("grant_type") else "invalid_request", "grant_type is missing"
        )
    if played in ERRORS:
        raise TokenDenied(str(played), "The request is not valid.")
    if idp.clients is not None:
        account = next((known for known in idp.clients if known.name == grant.client), None)
        if account is None:
            raise TokenDenied("unknown_client")
        if not hmac.compare_digest(account.secret.encode(), secret.encode()):
            raise TokenDenied("wrong_secret")
        _check_scope(account, grant)


def _check_scope(account: "Account", grant: Grant) -> None:
    if account.scopes is not None and not set(grant.scopes) <= set(account.scopes):
        raise TokenDenied("invalid_scope")
    if account.audiences is not None and grant.audience and grant.audience not in account.audiences:
        raise TokenDenied("invalid_target")


def _client(request: Request, form: Mapping[str, str]) -> tuple[str, str, str]:
    """Return client id, secret and `basic` or `form`; the client must not use both (RFC 6749, 2.3.1)."""
    header = request.headers.get("Authorization", "")
    if request.mimetype != FORM:
        raise TokenDenied("invalid_request", f"The body must be {FORM}.")
    codings = unread_codings(request.headers.get("Content-Encoding", ""))
    if codings:
        said = f"The body must have no content coding, not {', '.join(codings)[:80]}."
        raise TokenDenied("invalid_request", said, {"Accept-Encoding": "identity"})
    twice = [name for name, values in request.form.lists() if len(values) > 1]
    if twice:
        raise TokenDenied("invalid_request", f"The parameter {twice[0]!r} must not be given more than once.")
    if header and "client_secret" in form:
        raise TokenDenied(
            "invalid_request", "The client authenticates in the form and with Basic; use only one of them."
        )
    if not header:
        if not form.get("client_id") or not form.get("client_secret"):
            raise TokenDenied("invalid_request", "client_id and client_secret are required.")
        return form["client_id"], form["client_secret"], "form"
    return *_from_basic(header), "basic"


def _from_basic(header: str) -> tuple[str, str]:
    """Return client id and secret of an Authorization header; both are form-encoded in it (RFC 6749, 2.3.1)."""
    scheme, _, credentials = header.partition(" ")
    try:
        text = base64.b64decode(credentials.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        text = ""
    name, colon, secret = text.partition(":")
    if scheme.lower() != "basic" or not (name and colon and secret):
        raise TokenDenied("invalid_request", "Authorization must be Basic with client id and secret.")
    return unquote_plus(name), unquote_plus(secret)


def _headers(request: Request) -> Mapping[str, str]:
    """Return the headers as received, those of one name joined; headers with credentials are masked."""
    found: dict[str, str] = {}
    for name, value in request.environ.get("mockkf.headers", request.headers):
        shown = "********" if name.lower() in CREDENTIALS else value
        found[name] = f"{found[name]}, {shown}" if name in found else shown
    return found


def _refused(status: int, body: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """Return a refusal; `headers` are those of a body in a content coding, which is 415 (RFC 9110, 12.5.3)."""
    # RFC 9110, 15.5.2, requires a challenge in every 401, not only for a client that used Basic (RFC 6749, 5.2).
    challenge = {"WWW-Authenticate": basic("identity provider").to_header()}
    by_status = {401: challenge, 429: {"Retry-After": "30"}, 503: {"Retry-After": "30"}}
    return _json(body, 415 if headers else status, {**by_status.get(status, {}), **headers})


def _json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    common = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    return Response(json.dumps(body), status, {**common, **(headers or {})}, content_type="application/json")


def _hang(idp: TokenIssuer) -> Response:
    idp.wait()
    return _cut_off(idp)


def _cut_off(idp: TokenIssuer) -> Response:
    del idp
    raise ConnectionAbortedError("a fault ended the connection")


WIRE: Mapping[str | None, Callable[[TokenIssuer], Response]] = {
    "html": lambda _: Response(HTML, 502, content_type="text/html"),
    "sign_in_page": lambda _: Response(SIGN_IN, 200, content_type="text/html; charset=utf-8"),
    "redirect": lambda _: Response(b"", 302, {"Location": "https://elsewhere.example.com/token"}),
    "oversized": lambda _: Response(b" " * 1024 * 1024, 200, content_type="application/json"),
    "malformed_response": lambda _: Response(b'{"access_token": ', 200, content_type="application/json"),
    "slow": _hang,
    "unreachable": _cut_off,
}
"""The answers of failures that ignore the content of the request."""

CHANGED: Mapping[str, Mapping[str, Any]] = {
    "no_access_token": {"access_token": None},
    "wrong_token_type": {"token_type": "mac"},
}
"""The members that a failure changes in a valid answer."""
