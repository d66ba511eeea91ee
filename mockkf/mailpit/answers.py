"""Answers as Mailpit writes them: JSON with Go's escapes, and one line of text for a success or an error."""

import json
import logging
from typing import Any

from flask import Flask, Response, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge, Unauthorized

from mockkf.errors import ConfigurationError

JSON = "application/json"
TEXT = "text/plain"
TEXT_OF_GO = "text/plain; charset=utf-8"
"""The media type of errors that Go's HTTP server writes itself."""

ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}

log = logging.getLogger("mockkf.mailpit")


class Missing(NotFound):
    """A mail, a part or a page is not there; the description is the whole body."""

    def __init__(self, said: str = "404 page not found", media_type: str = TEXT) -> None:
        super().__init__(said)
        self.media_type = media_type


class SendRefused(ConfigurationError):
    """A mail cannot be sent; the answer is JSON."""


class GoJson(DefaultJSONProvider):
    """JSON as Go's encoder writes it."""

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Return the JSON answer with these values."""
        return Response(dump(self._prepare_response_obj(args, kwargs)), content_type=JSON)


def dump(value: Any) -> bytes:
    r"""Return `value` as JSON with a line end; `<`, `>` and `&` are escaped.

    >>> dump({"HTML": "<b>"})
    b'{"HTML":"\\u003cb\\u003e"}\n'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return f"{text}\n".encode("utf-8", "backslashreplace")


def done() -> Response:
    """Return the answer to a change: 200 and `ok`, as clients demand."""
    return text("ok")


def text(said: str, status: int = 200, media_type: str = TEXT) -> Response:
    """Return an answer of text."""
    return Response(said.encode("utf-8", "replace"), status, content_type=media_type)


def refuse_as_mailpit(app: Flask) -> None:
    """Make `app` answer every error as Mailpit does."""
    app.register_error_handler(HTTPException, _refuse)
    app.register_error_handler(Missing, lambda error: text(str(error.description), 404, error.media_type))
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(MethodNotAllowed, _not_allowed)
    app.register_error_handler(Unauthorized, _unauthorized)
    app.register_error_handler(RequestEntityTooLarge, lambda _: _too_large())
    app.register_error_handler(SendRefused, lambda error: _in_json(str(error), 400))
    app.register_error_handler(ConfigurationError, lambda error: text(str(error), 400))
    app.register_error_handler(Exception, _fail)


def _refuse(error: HTTPException) -> Response:
    return text(f"{error.description or error.name}\n", error.code or 400, TEXT_OF_GO)


def _not_found(_error: NotFound) -> Response:
    is_api = request.path.startswith("/api/")
    return text("File not found\n" if is_api else "404 page not found\n", 404, TEXT_OF_GO)


def _not_allowed(error: MethodNotAllowed) -> Response:
    answer = text("Method Not Allowed\n", 405, TEXT_OF_GO)
    answer.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return answer


def _unauthorized(_error: Unauthorized) -> Response:
    answer = text("Unauthorized.\n", 401, TEXT_OF_GO)
    answer.headers["WWW-Authenticate"] = 'Basic realm="Login"'
    return answer


def _too_large() -> Response:
    said = "http: request body too large"
    return _in_json(said, 413) if request.path.endswith("/send") else text(said, 400)


def _in_json(said: str, status: int) -> Response:
    return Response(dump({"Error": said}), status, content_type=JSON)


def _fail(error: Exception) -> Response:
    log.error("%s %s: internal error in mockkf", request.method, request.path, exc_info=error)
    return text("internal error in mockkf; the log has the traceback\n", 500, TEXT_OF_GO)
