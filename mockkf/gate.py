"""The door of the API: base path, api version, credentials, the common headers, and the journal of all that passes."""

import binascii
import json
import logging
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from mockkf.errors import ApiError, Invalid, MethodNotAllowed, NotFound, TooLarge, Unauthorized, UnsupportedMediaType
from mockkf.model import Exchange, on_one_line
from mockkf.schemas import Operation, operation, versions
from mockkf.seams import Trace

if TYPE_CHECKING:
    from mockkf.settings import Settings
    from mockkf.state import State

BODY_LIMIT = 1024 * 1024
"""The largest body that is read, in bytes."""

REASON_LIMIT = 1_000
JSON = "application/json; charset=utf-8"
MEDIA_TYPES = re.compile(r"application/json|text/json|application/json-patch\+json|application/[\w.!#$&^-]*\+json")
MEDIA_TYPES_IN_WORDS = "application/json, text/json, application/json-patch+json or application/*+json"
SHOWN_HEADERS = ("accept", "content-length", "content-type", "host", "user-agent")
VERSION = re.compile(r"0*([1-9]\d{0,3})(\.0*)?")

log = logging.getLogger("mockkf")


@dataclass(frozen=True)
class Visit:
    """One call while it is answered: what it concerns, and what will be written about it."""

    settings: "Settings"
    state: "State"
    trace: Trace
    id: int
    correlation_id: str
    received: datetime


def keep(app: Flask, world: Callable[[Mapping[str, Any]], tuple["Settings", "State"]]) -> None:
    """Let every call of `app` come in and go out through this gate; `world` says which mock a call concerns."""
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT

    @app.before_request
    def enter() -> None:
        settings, state = world(request.environ)
        number, correlation_id = state.open_exchange()
        g.visit = Visit(settings, state, Trace(), number, correlation_id, datetime.now(UTC))
        if request.routing_exception is not None:
            raise _not_routed(request.routing_exception)
        g.user = _user(request.headers.get("Authorization", ""))

    @app.errorhandler(ApiError)
    def refuse(error: ApiError) -> Response:
        g.reason = error.reason
        body = (
            b"" if error.status == Unauthorized.status else _json({"ErrorCode": error.code, "Message": error.message})
        )
        return Response(body, error.status, {**error.headers, **({"Content-Type": JSON} if body else {})})

    @app.errorhandler(HTTPException)
    def translate(error: HTTPException) -> Response:
        return refuse(ApiError(error.description or error.name))

    @app.errorhandler(Exception)
    def fail(error: Exception) -> Response:
        log.error("call %s failed inside mockkf", g.visit.correlation_id, exc_info=error)
        sentence = f"mockkf failed inside; its log has the cause under {g.visit.correlation_id}."
        g.reason = sentence
        return Response(_json({"ErrorCode": ApiError.code, "Message": sentence}), 500, {"Content-Type": JSON})

    @app.after_request
    def leave(response: Response) -> Response:
        _dress(response)
        exchange = _written(g.visit, response)
        g.visit.state.record(exchange)
        log.info("%s", _line(exchange))
        return response


def format_for(name: str) -> Operation:
    """How the operation `name` reads and answers in the api version this call asks for."""
    settings: Settings = g.visit.settings
    g.operation = name
    version = _version(request.headers.get("x-keyfactor-api-version"))
    there = versions(name, settings.version)
    found = operation(name, version, settings.version) if version is not None else None
    if found is None:
        offered = " or ".join(str(number) for number in there) or "none"
        raise Invalid(
            [f"x-keyfactor-api-version must be {offered} for {name} in release {settings.release}"],
            reason=f"{name} has api version {offered} in release {settings.release}; absent means 1.",
        )
    g.version = version
    return found


def body_for(form: Operation) -> Any:
    """The value this call's body stands for."""
    assert form.request is not None  # noqa: S101 - only calls with a body ask for one
    if not MEDIA_TYPES.fullmatch(request.mimetype):
        raise UnsupportedMediaType(f"The media type must be {MEDIA_TYPES_IN_WORDS}, not '{request.mimetype[:80]}'.")
    body = _parsed(_body())
    g.shown = form.request.shown(body)
    return form.request.read(body)


def answer(form: Operation, value: Any) -> Response:
    """200 with `value` as this call answers it, or with nothing."""
    if form.answer is None:
        return Response(b"", 200)
    return Response(_json(form.answer.write(value)), 200, {"Content-Type": JSON})


def _body() -> bytes:
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise TooLarge(f"The body must not be larger than {BODY_LIMIT} bytes.") from None


def _parsed(body: bytes) -> Any:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid([f"The body must be UTF-8; byte {error.start} is not"]) from None
    if not text.strip():
        raise Invalid(["The body must be a JSON object, but it is empty"])
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Invalid([f"The body must be JSON; at {where}: {error.msg}"]) from None
    except RecursionError:
        raise Invalid(["The body must be JSON that is not nested that deep"]) from None
    except ValueError as error:
        raise Invalid([f"The body must be JSON; {str(error).partition(';')[0]}"]) from None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number there")


def _version(text: str | None) -> int | None:
    match = VERSION.fullmatch(text.strip()) if text is not None else VERSION.fullmatch("1")
    return int(match[1]) if match else None


def _user(authorization: str) -> str:
    """Who calls, or `Unauthorized`: any credentials will do that are not empty."""
    scheme, _, credentials = authorization.strip().partition(" ")
    credentials = credentials.strip()
    if scheme.lower() == "bearer" and credentials:
        return "Bearer"
    if scheme.lower() == "basic":
        try:
            user, colon, password = b64decode(credentials, validate=True).decode("utf-8", "replace").partition(":")
        except (binascii.Error, ValueError):
            raise Unauthorized("Basic credentials must be base64 of 'DOMAIN\\user:password'.") from None
        if user and colon and password:
            return user
        raise Unauthorized("Basic credentials must have a user and a password.")
    raise Unauthorized("Credentials are required: 'Authorization: Basic …' (DOMAIN\\user:password) or 'Bearer …'.")


def _not_routed(error: Exception) -> ApiError:
    path = request.environ.get("mockkf.path", request.path)
    allowed: Iterable[str] | None = getattr(error, "valid_methods", None)
    if allowed:
        methods = sorted(set(allowed) - {"HEAD", "OPTIONS"})
        return MethodNotAllowed(f"{path} does not take {request.method}; it takes {' and '.join(methods)}.", methods)
    bases = " or ".join(g.visit.settings.base_paths)
    return NotFound(f"There is nothing at {path}; the API's paths begin with {bases}.")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def _dress(response: Response) -> None:
    """Add what every answer carries."""
    visit: Visit = g.visit
    response.headers["X-Keyfactor-Product-Version"] = visit.settings.release
    response.headers["X-Keyfactor-Correlation-Id"] = visit.correlation_id
    there = versions(g.operation, visit.settings.version) if "operation" in g else ()
    if there:
        response.headers["Api-Supported-Versions"] = ", ".join(
            "1.0" if number == 1 else str(number) for number in there
        )
    if "reason" in g:
        response.headers["X-Mockkf-Reason"] = on_one_line(g.reason)[:REASON_LIMIT]
    if response.status_code == Unauthorized.status:
        response.headers["WWW-Authenticate"] = "Basic, Bearer"
    if not response.content_length:
        del response.headers["Content-Type"]


def _written(visit: Visit, response: Response) -> Exchange:
    return Exchange(
        id=visit.id,
        epoch=visit.state.epoch,
        correlation_id=visit.correlation_id,
        received=visit.received,
        took=visit.trace.age,
        method=request.method,
        path=request.environ.get("mockkf.path", request.path),
        status=response.status_code,
        api_version=g.get("version"),
        user=g.get("user"),
        reason=g.get("reason"),
        request_headers={name: _header(name, value) for name, value in request.headers},
        request=g.get("shown"),
        answer_headers=dict(response.headers),
        answer=response.get_data(as_text=True),
        trace=visit.trace.steps,
    )


def _header(name: str, value: str) -> str:
    if name.lower() in SHOWN_HEADERS or name.lower().startswith("x-keyfactor-"):
        return value
    return f"{value.partition(' ')[0]} ********" if name.lower() == "authorization" else "********"


def _line(exchange: Exchange) -> str:
    version = f" v{exchange.api_version}" if exchange.api_version else ""
    reason = f" ({exchange.reason})" if exchange.reason else ""
    return on_one_line(f"{exchange.method} {exchange.path}{version} {exchange.status}{reason}")
