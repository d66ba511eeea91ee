"""The side door: a JSON API under /mockkf by which a test in any language asks what happened, and resets."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from mockkf import reference
from mockkf.errors import ConfigurationError
from mockkf.model import Exchange, Message, Refusal
from mockkf.world import World

JSON = "application/json; charset=utf-8"
PAGE = 50
LARGEST_PAGE = 1_000


def application(
    world: Callable[[Mapping[str, Any]], World], ca_pem: Callable[[], bytes], reset: Callable[[], int]
) -> Flask:
    """The control API as one WSGI application; `world` says which mock a request concerns, `reset` the new epoch."""
    app = Flask("mockkf.control", static_folder=None)
    app.url_map.merge_slashes = False  # a redirect would be a page

    @app.errorhandler(404)
    def nowhere(_: HTTPException) -> Response:
        there = ", ".join(dict.fromkeys(rule.rule for rule in app.url_map.iter_rules()))
        return _json({"error": f"there is nothing at {request.path}; there are: {there}"}, 404)

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> Response:
        headers = {name: value for name, value in error.get_headers() if name == "Allow"}
        return _json({"error": error.description or error.name}, error.code or 400, headers)

    @app.get("/livez")
    @app.get("/readyz")
    def ready() -> Response:
        """All listeners accept as long as this one answers: they start together."""
        return Response(b"", 200, content_type="text/plain")

    @app.get("/mockkf/messages")
    def messages() -> Response:
        """A page of the captured mail, newest first."""
        found, total = world(request.environ).state.page(_number("start", 0), _number("limit", PAGE, LARGEST_PAGE))
        return _json({"messages": [message_view(message) for message in found], "total": total})

    @app.get("/mockkf/messages/<int:number>/raw")
    def raw(number: int) -> Response:
        """One mail, byte for byte; never to be rendered, since it may hold anything."""
        message = world(request.environ).state.message(number)
        if message is None:
            return _json({"error": f"there is no message {number}; GET /mockkf/messages lists those there are"}, 404)
        headers = {
            "Content-Disposition": f'attachment; filename="message-{number}.eml"',
            "X-Content-Type-Options": "nosniff",
        }
        return Response(message.raw, 200, headers, content_type="message/rfc822")

    @app.get("/mockkf/journal")
    def journal() -> Response:
        """All exchanges, oldest first, and what the relay refused or what came too late."""
        now = world(request.environ).state
        return _json(
            {
                "exchanges": [exchange_view(exchange) for exchange in now.exchanges],
                "refused": [refusal_view(refusal) for refusal in now.refusals],
                "stray": len(now.stray),
                "dropped": now.dropped,
            }
        )

    @app.get("/mockkf/ca.pem")
    def ca() -> Response:
        """The certificate of the private CA."""
        return Response(ca_pem(), 200, content_type="application/x-pem-file")

    @app.post("/mockkf/reset")
    def start_anew() -> Response:
        """Back to the scenario the server was started with."""
        return _json({"epoch": reset()})

    _let_look_up(app, world)
    return app


def _let_look_up(app: Flask, world: Callable[[Mapping[str, Any]], World]) -> None:
    """Add what can be read about the API, for any release."""

    @app.errorhandler(ConfigurationError)
    def not_known(error: ConfigurationError) -> Response:
        return _json({"error": str(error)}, 400)

    @app.get("/mockkf/openapi.json")
    def openapi() -> Response:
        """The API as other tools read it."""
        return _json(reference.openapi(world(request.environ).settings, request.args))

    @app.get("/mockkf/contract")
    def contract() -> Response:
        """What mockkf does, and how sure we are that Command does it."""
        return _json(reference.contract(request.args))


def message_view(message: Message) -> dict[str, Any]:
    """A message as JSON has it, without its content."""
    return {
        "id": message.id,
        "epoch": message.epoch,
        "received": message.received.isoformat(),
        "subject": message.subject,
        "size": len(message.raw),
        "envelope": asdict(message.envelope),
        **_connection_view(message),
        "exchange": message.exchange,
        "transcript": message.transcript,
    }


def exchange_view(exchange: Exchange) -> dict[str, Any]:
    """An exchange as JSON has it."""
    return {**asdict(exchange), "received": exchange.received.isoformat()}


def refusal_view(refusal: Refusal) -> dict[str, Any]:
    """What the relay did not take, as JSON has it."""
    return {
        "step": refusal.step,
        "reply": refusal.reply,
        "received": refusal.received.isoformat(),
        "envelope": refusal.envelope and asdict(refusal.envelope),
        **_connection_view(refusal.connection),
        "transcript": refusal.transcript,
    }


def _connection_view(connection: Any) -> dict[str, Any]:
    login = connection.login
    return {
        "login": login and _login_view(login),
        "tls": connection.tls and asdict(connection.tls),
        "asked": connection.asked and asdict(connection.asked),
        "helo": connection.helo,
        "peer": connection.peer,
    }


def _login_view(login: Any) -> dict[str, Any]:
    """Who logged on; the claims if it was by a token."""
    claims = {} if login.claims is None else {"claims": login.claims}
    return {"mechanism": login.mechanism, "user": login.user, **claims}


def _number(name: str, default: int, most: int = 2**31) -> int:
    text = request.args.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= most):  # noqa: PLR2004 - digits of 2**31
        raise _bad(f"{name} must be a whole number from 0 to {most}")
    return int(text)


def _bad(sentence: str) -> HTTPException:
    from werkzeug.exceptions import BadRequest

    return BadRequest(sentence)


def _json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(body.encode("utf-8", "backslashreplace"), status, headers, content_type=JSON)
