"""Answers of the control API: JSON, never a page that a browser would render."""

import logging
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from flask import Flask, Response, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from mockkf.command import JSON, LIMIT, dump
from mockkf.control.openapi import current_document
from mockkf.errors import ApiError, ConfigurationError, NothingListens, UnsupportedMediaType

SHOWN_HEADERS = ("Allow", "WWW-Authenticate")
"""The headers of an error answer."""

log = logging.getLogger("mockkf.control")


class JsonProvider(DefaultJSONProvider):
    """JSON in the format that the rest of mockkf writes."""

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Return the JSON answer with these values."""
        return Response(dump(self._prepare_response_obj(args, kwargs)), content_type=JSON)


def refuse_in_json(app: Flask) -> None:
    """Make `app` answer every error with one sentence in JSON."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(MethodNotAllowed, _not_allowed)
    app.register_error_handler(HTTPException, _refuse)
    app.register_error_handler(
        RequestEntityTooLarge, lambda _: _sentence(f"the body must have at most {LIMIT} bytes", 413)
    )
    app.register_error_handler(ConfigurationError, lambda error: _sentence(str(error), 400))
    app.register_error_handler(OverflowError, lambda error: _sentence(f"a limit is exceeded: {error}", 400))
    app.register_error_handler(NothingListens, lambda error: _sentence(str(error), 404))
    app.register_error_handler(
        UnsupportedMediaType, lambda error: _sentence("; ".join(error.problems), error.status, error.headers)
    )
    app.register_error_handler(ApiError, lambda error: _sentence(error.message, error.status))
    app.register_error_handler(Exception, _fail)


def _not_found(error: NotFound) -> Response:
    if error is not request.routing_exception:
        return _sentence(str(error.description), 404)
    nearest = get_close_matches(request.path, current_document()["paths"], 1)
    hint = f"did you mean {nearest[0]}? " if nearest else ""
    return _sentence(f"unknown path {request.path[:200]}; {hint}GET /mockkf lists all calls", 404)


def _not_allowed(error: MethodNotAllowed) -> Response:
    methods = sorted(error.valid_methods or ())
    allowed = ", ".join(method for method in methods if method not in {"HEAD", "OPTIONS"})
    sentence = f"{request.method} is not allowed at {request.path}; allowed: {allowed}"
    return _sentence(sentence, 405, {"Allow": ", ".join(methods)})


def _refuse(error: HTTPException) -> Response:
    headers = {name: value for name, value in error.get_headers() if name in SHOWN_HEADERS}
    return _sentence(error.description or error.name, error.code or 400, headers)


def _fail(error: Exception) -> Response:
    log.error("%s %s: internal error in mockkf", request.method, request.path, exc_info=error)
    return _sentence("internal error in mockkf; the log has the traceback", 500)


def _sentence(said: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(dump({"error": said}), status, headers, content_type=JSON)
