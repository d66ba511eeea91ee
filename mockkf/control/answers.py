"""What the control API answers: JSON, and nothing that a browser would show as a page."""

import logging
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from mockkf.command import JSON, LIMIT, dump
from mockkf.control.router import Nowhere
from mockkf.errors import ApiError, ConfigurationError, NothingListens

SHOWN_HEADERS = ("Allow", "WWW-Authenticate")
"""What a refusal says in headers."""

log = logging.getLogger("mockkf.control")


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """`value` as JSON, if it is no answer already."""
    if isinstance(value, Response):
        return value
    return Response(dump(value), status, headers, content_type=JSON)


def refuse_in_json(app: Flask, paths: Sequence[str]) -> None:
    """Let every refusal of `app`, whose paths these are, be a sentence."""

    @app.errorhandler(Nowhere)
    def nowhere(_: Nowhere) -> Response:
        nearest = get_close_matches(request.path, paths, 1)
        hint = f"did you mean {nearest[0]}? " if nearest else ""
        return _sentence(f"there is nothing at {request.path[:200]}; {hint}GET /mockkf lists all there is", 404)

    @app.errorhandler(MethodNotAllowed)
    def not_so(error: MethodNotAllowed) -> Response:
        allowed = ", ".join(sorted({*(error.valid_methods or ())} - {"HEAD", "OPTIONS"}))
        headers = {"Allow": ", ".join(sorted(error.valid_methods or ()))}
        return _sentence(f"{request.method} is not there at {request.path}; there are: {allowed}", 405, headers)

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> Response:
        headers = {name: value for name, value in error.get_headers() if name in SHOWN_HEADERS}
        return _sentence(error.description or error.name, error.code or 400, headers)

    @app.errorhandler(RequestEntityTooLarge)
    def too_large(_: RequestEntityTooLarge) -> Response:
        return _sentence(f"the body must have at most {LIMIT} bytes", 413)

    @app.errorhandler(ConfigurationError)
    def not_allowed(error: ConfigurationError) -> Response:
        return _sentence(str(error), 400)

    @app.errorhandler(OverflowError)
    def too_much(error: OverflowError) -> Response:
        return _sentence(f"that is too much: {error}", 400)

    @app.errorhandler(NothingListens)
    def gone(error: NothingListens) -> Response:
        return _sentence(str(error), 404)

    @app.errorhandler(ApiError)
    def not_done(error: ApiError) -> Response:
        return _sentence(error.message, error.status)

    @app.errorhandler(Exception)
    def fail(error: Exception) -> Response:
        log.error("%s %s failed inside mockkf", request.method, request.path, exc_info=error)
        return _sentence("mockkf failed inside; its log has the cause", 500)


def _sentence(said: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return answer({"error": said}, status, headers)
