"""Mailpit's API as a Flask application: its resources, its guard, and the headers of every answer."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, g, request

from mockkf.http import Guard, is_image, is_navigation
from mockkf.mailpit.answers import TEXT, GoJson, refuse_as_mailpit
from mockkf.mailpit.context import KEY, MailpitContext
from mockkf.mailpit.resource import Documented, documented_of
from mockkf.mailpit.resources import find

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LARGEST = 50 * 1024 * 1024
"""The maximum size of a mail that is sent, in bytes; other bodies have a lower limit."""

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'self'",
}
"""The headers of every answer, unless the answer has its own."""

FROM_PAGES: Mapping[str, Callable[[str, Any], bool]] = {
    "": lambda _method, _headers: False,
    "document": is_navigation,
    "image": is_image,
}
"""The requests that pages of other origins may send, by the kind of the route."""


class MailpitApp(Flask):
    """A Flask application that answers JSON as Go does, and OPTIONS with nothing."""

    json_provider_class = GoJson

    def make_default_options_response(self) -> Response:
        """Return 200 without content."""
        return Response(b"", 200, content_type=TEXT)


def build(context: MailpitContext) -> "WSGIApplication":
    """Return the WSGI application of Mailpit's API for `context`."""
    app = MailpitApp("mockkf.mailpit", static_folder=None)
    app.extensions[KEY] = context
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.url_map.merge_slashes = False
    _watch(app, context)
    for resource in find():
        app.register_blueprint(resource)
    refuse_as_mailpit(app)
    return app


def _watch(app: Flask, context: MailpitContext) -> None:
    """Check each request with the guard; add the common headers to each answer."""
    settings = context.settings
    guard = Guard(
        (settings.host, *settings.control_hosts),
        settings.control_token,
        schemes=("bearer", "basic", "cookie"),
        subject="Mailpit's API",
    )

    @app.before_request
    def admit() -> Response | None:
        about = _documented()
        g.from_any_page = FROM_PAGES[about.from_pages](request.method, request.headers)
        g.mock = context.mock(request.environ)
        if not about.is_open:
            guard.admit(request.headers, public_host=g.mock.public_host, from_any_page=g.from_any_page)
        is_question = request.method == "OPTIONS" and request.path.startswith("/api/v1/")
        return current_app.make_default_options_response() if is_question else None

    @app.after_request
    def label(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def _documented() -> Documented:
    view: Any = current_app.view_functions.get(request.endpoint or "")
    return documented_of(view)
