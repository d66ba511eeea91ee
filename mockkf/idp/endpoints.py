"""The endpoints of the identity provider, under any URL: discovery, key set and token."""

import hmac
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from mockkf.clients import target_of
from mockkf.faults import keep_back
from mockkf.http import basic, unread_codings
from mockkf.idp.dialect import Dialect, Grant
from mockkf.idp.error_answer import ERRORS
from mockkf.idp.submission import Submission, read
from mockkf.idp.token_issuer import TokenIssuer, failure_of
from mockkf.model import TokenRequest

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CREDENTIALS = ("authorization", "cookie", "proxy-authorization")
DISCOVERY = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")
KEY_SETS = ("/keys", "/jwks", "/certs", "/jwks.json")
LARGEST_FORM = 256 * 1024
READING = ("GET", "HEAD")
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
CORRELATION = "client-request-id"
HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"

SIGN_IN = "<html><head><title>Sign in to your account</title></head><body><form method=post></form></body></html>"


class TokenDenied(Exception):
    """The client does not get a token; `code` is one of the dialect's errors."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


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
    url = _url(request)
    if request.method not in READING or not request.path.endswith((*DISCOVERY, *KEY_SETS)):
        grant = Grant("", "", "", "", url=url)
        return _refused(TokenDenied("method", request.method), grant, request, idp)
    idp.note(_noted(request))
    if request.path.endswith(KEY_SETS):
        return _json(idp.keys.published(idp.key_number))
    for document in DISCOVERY:
        url = url.removesuffix(document)
    return _json(_discovery(url, replace(idp, dialect=idp.dialect.version_at(url, Submission()))))


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


def _discovery(base: str, idp: TokenIssuer) -> dict[str, Any]:
    return {
        "issuer": idp.dialect.issuer(base),
        **idp.dialect.located(base),
        "response_types_supported": ["token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "scopes_supported": sorted({*idp.scopes, *idp.dialect.builtin_scopes}),
    }


def _token(request: Request, idp: TokenIssuer) -> Response:
    url = _url(request)
    sent = read(request, idp.dialect.media_types)
    idp = replace(idp, dialect=idp.dialect.version_at(url, sent))
    grant = _grant(url, sent, idp)
    idp.note(_noted(request, **_asked(grant, sent)))
    codings = unread_codings(request.headers.get("Content-Encoding", ""))
    if codings:
        return _encoded(codings)
    fault = idp.match_fault(partial(_about, request, grant))
    played = failure_of(fault)
    if played in WIRE:
        return WIRE[played](idp)
    try:
        _check(grant, sent, idp, played)
    except TokenDenied as refusal:
        return _refused(refusal, grant, request, idp)
    issued = idp.issue(grant, played)
    keep_back(fault)
    body = {"access_token": issued.token, **idp.dialect.answer(grant, idp.lifetime, issued.claims)}
    return _json({**body, **CHANGED.get(played or "", {})}, headers=idp.dialect.headers)


def _encoded(codings: list[str]) -> Response:
    """Refuse a body in content codings, which no provider's dialect knows, as RFC 9110 (12.5.3) has it."""
    said = f"The body must have no content coding, not {', '.join(codings)[:80]}."
    body = {"error": "invalid_request", "error_description": said}
    return _json(body, 415, {**Dialect.headers, "Accept-Encoding": "identity"})


def _grant(url: str, sent: Submission, idp: TokenIssuer) -> Grant:
    client = _credentials(sent, idp)[0]
    account = idp.account(client)
    asked = {name: sent.value(name) for name in ("scope", "audience", "resource", "grant_type")}
    issuer = idp.dialect.issuer(idp.dialect.base(url))
    return Grant(client, issuer=issuer, url=url, audiences=(account and account.audiences) or (), **asked)


def _credentials(sent: Submission, idp: TokenIssuer) -> tuple[str, str]:
    """Return client id and secret; if header and body have credentials, the provider prefers one of them."""
    both = [sent.basic or ("", ""), (sent.value("client_id"), sent.value("client_secret"))]
    first, second = reversed(both) if idp.dialect.form_first else both
    return first[0] or second[0], first[1] or second[1]


def _asked(grant: Grant, sent: Submission) -> Mapping[str, str]:
    """Return what the record of a request has; a request without a client has no kind of authentication."""
    how = "basic" if sent.basic else "form"
    client = {"client": grant.client, "authentication": how} if grant.client else {}
    return {**client, "scope": grant.scope, "audience": grant.audience}


def _check(grant: Grant, sent: Submission, idp: TokenIssuer, played: str | None) -> None:
    if played in ERRORS:
        raise TokenDenied(str(played), grant.scope if played == "invalid_scope" else "The request is not valid.")
    for code, detail in idp.dialect.broken(sent):
        if code not in idp.accepted:
            raise TokenDenied(code, detail)
    if idp.clients is not None:
        _check_client(grant, _credentials(sent, idp)[1], idp)


def _check_client(grant: Grant, secret: str, idp: TokenIssuer) -> None:
    account = idp.account(grant.client)
    if account is None:
        raise TokenDenied("unknown_client")
    if not hmac.compare_digest(account.secret.encode(), secret.encode()):
        raise TokenDenied("wrong_secret")
    granted = {*(account.scopes or ()), *idp.dialect.builtin_scopes}
    missing = [scope for scope in grant.scopes if scope not in granted]
    if account.scopes is not None and idp.dialect.reads_scope and missing:
        raise TokenDenied("invalid_scope", " ".join(missing))
    target = idp.dialect.target(grant)
    if account.audiences is not None and target and target not in account.audiences:
        raise TokenDenied("invalid_target")


def _headers(request: Request) -> Mapping[str, str]:
    """Return the headers as received, those of one name joined; headers with credentials are masked."""
    found: dict[str, str] = {}
    for name, value in request.environ.get("mockkf.headers", request.headers):
        shown = "********" if name.lower() in CREDENTIALS else value
        found[name] = f"{found[name]}, {shown}" if name in found else shown
    return found


def _refused(refusal: TokenDenied, grant: Grant, request: Request, idp: TokenIssuer) -> Response:
    occasion = idp.occasion(request.headers.get(CORRELATION, ""))
    status, body = idp.dialect.refusal(refusal.code, grant, refusal.detail, occasion)
    if isinstance(body, str):
        return Response(body, status, content_type="text/html; charset=utf-8")
    is_told = idp.dialect.always_challenges or (idp.dialect.challenges and "Authorization" in request.headers)
    more = {
        401: {"WWW-Authenticate": basic("identity provider").to_header()} if is_told else {},
        405: {"Allow": "POST"},
        429: {"Retry-After": "30"},
        503: {"Retry-After": "30"},
    }
    return _json(body, status, {**idp.dialect.headers, **more.get(status, {})})


def _json(body: Any, status: int = 200, headers: Mapping[str, str] = Dialect.headers) -> Response:
    return Response(json.dumps(body), status, dict(headers))  # Werkzeug before 3.1 takes no other mapping


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
