"""The side door: a JSON API under /mockkf by which a test in any language asks what happened, and resets."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from mockkf import reference
from mockkf.body import JSON, dump
from mockkf.errors import ConfigurationError
from mockkf.views import exchange_view, message_view, refusal_view
from mockkf.world import World

PAGE = 50
LARGEST_PAGE = 1_000
LONGEST_WAIT = 60
SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def application(
    world: Callable[[Mapping[str, Any]], World],
    ca_pem: Callable[[], bytes],
    reset: Callable[[], int],
    addresses: Callable[[], Mapping[str, Any]],
) -> Flask:
    """The control API as one WSGI application.

    `world` says which mock a request concerns, `reset` the new epoch, `addresses` where all of it is found.
    """
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

    @app.get("/mockkf/journal")
    def journal() -> Response:
        """All exchanges, oldest first, and what the relay refused or what came too late.

        With `after`, a count of exchanges that is known, as soon as there are more.
        """
        now = world(request.environ).state
        if "after" in request.args:
            known = _number("after", 0)
            now.wait(lambda: len(now.exchanges) + now.dropped["exchanges"] > known or None, _seconds("wait"))
        return _json(
            {
                "exchanges": [exchange_view(exchange) for exchange in now.exchanges],
                "refused": [refusal_view(refusal) for refusal in now.refusals],
                "epoch": now.epoch,
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

    @app.get("/mockkf/ready")
    def told() -> Response:
        """What the ready file says: where everything is, and the options it was started with."""
        return _json(addresses())

    _let_read_mail(app, world)
    _let_look_up(app, world)
    return app


def _let_read_mail(app: Flask, world: Callable[[Mapping[str, Any]], World]) -> None:
    """Add what can be asked of the captured mail."""

    @app.get("/mockkf/messages")
    def messages() -> Response:
        """A page of the captured mail, newest first; with `after`, what came after that one, oldest first."""
        now = world(request.environ).state
        start, limit = _number("start", 0), _number("limit", PAGE, LARGEST_PAGE)
        found, total = now.page(start, limit)
        if "after" in request.args:
            after = _number("after", 0)
            found = (now.wait(lambda: now.messages_after(after) or None, _seconds("wait")) or ())[start:][:limit]
        elif "wait" in request.args:
            raise _bad("wait needs after, the id of the last message that is known; 0 waits for the first")
        return _json({"messages": [message_view(message) for message in found], "total": total, "epoch": now.epoch})

    @app.get("/mockkf/messages/<int:number>/raw")
    def raw(number: int) -> Response:
        """One mail, byte for byte; never to be rendered, since it may hold anything."""
        message = world(request.environ).state.message(number)
        if message is None:
            return _no_message(number)
        headers = {
            "Content-Disposition": f'attachment; filename="message-{number}.eml"',
            "X-Content-Type-Options": "nosniff",
        }
        return Response(message.raw, 200, headers, content_type="message/rfc822")

    @app.post("/mockkf/messages/<int:number>/used")
    def used(number: int) -> Response:
        """Whether the login was made with the `secret` of the body, which can be compared but not read."""
        message = world(request.environ).state.message(number)
        if message is None:
            return _no_message(number)
        said = request.get_json(silent=True, force=True)
        if not isinstance(said, dict) or not isinstance(said.get("secret"), str):
            raise _bad('the body must be JSON such as {"secret": "s3cret"}')
        return _json({"used": message.login is not None and message.login.used(said["secret"])})


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


def _no_message(number: int) -> Response:
    return _json({"error": f"there is no message {number}; GET /mockkf/messages lists those there are"}, 404)


def _seconds(name: str) -> float:
    text = request.args.get(name, "0")
    if not SECONDS.fullmatch(text) or float(text) > LONGEST_WAIT:
        raise _bad(f"{name} must be a number of seconds from 0 to {LONGEST_WAIT}")
    return float(text)


def _number(name: str, default: int, most: int = 2**31) -> int:
    text = request.args.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= most):  # noqa: PLR2004 - digits of 2**31
        raise _bad(f"{name} must be a whole number from 0 to {most}")
    return int(text)


def _bad(sentence: str) -> HTTPException:
    from werkzeug.exceptions import BadRequest

    return BadRequest(sentence)


def _json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(dump(value), status, headers, content_type=JSON)
