"""The inbox as a Flask application: its pages, its guard, and the headers of every answer."""

from typing import TYPE_CHECKING

from flask import Flask, Response, g, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import Forbidden, HTTPException, Unauthorized

from mockkf.errors import MockkfError
from mockkf.http import Guard, is_navigation, is_own
from mockkf.inbox import rendering, session
from mockkf.inbox.context import KEY, InboxContext
from mockkf.inbox.pages import find

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LARGEST = 1024 * 1024
"""The maximum size of a posted form, in bytes."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The content security policy of every page: nothing inline, nothing from another server."""

OPEN = "assets"
"""The blueprint that needs no token: the form for the token, and what the form is made of."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer, forms would have no Origin
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def build(context: InboxContext) -> "WSGIApplication":
    """Return the WSGI application of the inbox for `context`."""
    app = Flask("mockkf.inbox", static_folder=None)
    app.extensions[KEY] = context
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST
    app.url_map.strict_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictUndefined
    rendering.prepare(app)
    _watch(app, context)
    for blueprint in find():
        app.register_blueprint(blueprint)
    return app


def _watch(app: Flask, context: InboxContext) -> None:
    """Check each request with the guard; show errors as pages; add the security headers to each answer."""
    settings = context.settings
    guard = Guard(
        (settings.host, *settings.control_hosts),
        settings.control_token,
        schemes=("bearer", "basic", "cookie"),
        subject="the inbox",
    )

    @app.before_request
    def admit() -> None:
        g.mock = mock = context.mock(request.environ)
        if request.blueprint == OPEN:
            guard.check_host(request.headers, mock.public_host)
            guard.check_page(request.headers)
        else:
            is_link = is_navigation(request.method, request.headers)
            guard.admit(request.headers, public_host=mock.public_host, from_any_page=is_link)
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            _refuse_foreign_form()

    @app.errorhandler(HTTPException)
    def show(error: HTTPException) -> Response | tuple[str, int]:
        if isinstance(error, Unauthorized) and settings.control_token:
            return session.sign_in_page()
        return rendering.error_page(error.code or 500, error.description or error.name)

    @app.errorhandler(MockkfError)
    def refuse(error: MockkfError) -> tuple[str, int]:
        return rendering.error_page(400, str(error))

    @app.after_request
    def secure(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def _refuse_foreign_form() -> None:
    """Raise `Forbidden` unless a page of this origin sent the form: each browser sends Origin with it."""
    if not is_own(request.headers.get("Origin", ""), request.host) and "X-Requested-With" not in request.headers:
        raise Forbidden("a form of the inbox must come from a page of the inbox: send its Origin, or X-Requested-With")
