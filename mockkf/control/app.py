"""The control API as a Flask application: its resources, its guard, and the headers of every answer."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from flask import Flask, Response, g, request

from mockkf.command import LIMIT
from mockkf.control.answers import JsonProvider, refuse_in_json
from mockkf.control.context import KEY, ControlContext
from mockkf.control.converters import MessageConverter, NumberConverter
from mockkf.control.resource import refuse_query
from mockkf.control.resources import find
from mockkf.http import Guard

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

VERSION = "1"
VERSION_HEADER = "X-Mockkf-Control-Version"
UNGUARDED = ("/livez", "/readyz")
"""Paths without the guard, because their answers have no content."""


class ControlApp(Flask):
    """A Flask application that answers JSON; it answers OPTIONS with the allowed methods only."""

    json_provider_class = JsonProvider

    def make_default_options_response(self) -> Response:
        """Return 204 with the allowed methods, without Flask's HTML content type."""
        response = super().make_default_options_response()
        response.status_code = 204
        del response.headers["Content-Type"]
        return response


def build(context: ControlContext) -> "WSGIApplication":
    """Return the WSGI application of the control API for `context`."""
    app = ControlApp("mockkf.control", static_folder=None)
    app.extensions[KEY] = context
    app.config["MAX_CONTENT_LENGTH"] = LIMIT
    app.url_map.merge_slashes = False
    app.url_map.converters |= {"number": NumberConverter, "message": MessageConverter}
    _watch(app, context)
    for resource in find():
        app.register_blueprint(resource)
    refuse_in_json(app)
    return _without_version(app)


def _watch(app: Flask, context: ControlContext) -> None:
    """Check each request with the guard; add the version header to each answer."""
    settings = context.server.settings
    guard = Guard((settings.host, *settings.control_hosts), settings.control_token)

    @app.before_request
    def admit() -> None:
        g.mock = context.mock(request.environ)
        if request.path not in UNGUARDED:
            guard.admit(request.headers, public_host=g.mock.public_host)
        refuse_query()

    @app.after_request
    def label(response: Response) -> Response:
        response.headers[VERSION_HEADER] = VERSION
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def _without_version(app: "WSGIApplication") -> "WSGIApplication":
    """Return `app`, extended so that each path under /mockkf also works under /mockkf/v1."""

    def versioned(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        if path == f"/mockkf/v{VERSION}" or path.startswith(f"/mockkf/v{VERSION}/"):
            environ["PATH_INFO"] = path.replace(f"/v{VERSION}", "", 1)
        return app(environ, start_response)

    return cast("WSGIApplication", versioned)
