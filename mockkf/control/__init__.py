"""The side door: a JSON API under /mockkf by which a test in any language sets the mock, asks what happened, and waits.

What can be asked is in `resources`: each file there is one resource, and needs no other edit.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, Response, request

from mockkf.command import LIMIT
from mockkf.control.answers import answer, refuse_in_json
from mockkf.control.guard import Guard
from mockkf.control.query_parameters import read
from mockkf.control.request_context import ControlContext, ControlRequest, Server
from mockkf.control.resources import ROUTES
from mockkf.control.route import UNGUARDED, ControlRoute
from mockkf.control.router import Router

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from mockkf.instance import Mock

__all__ = ["ROUTES", "ControlContext", "ControlRequest", "ControlRoute", "Server", "application"]

VERSION = "1"
VERSION_HEADER = "X-Mockkf-Control-Version"


def application(
    mock: "Callable[[Mapping[str, Any]], Mock]",
    server: Server,
    addresses: "Callable[[Mock], Mapping[str, Any]]",
) -> Flask:
    """The control API as one WSGI application.

    `mock` says which mock a request concerns, `server` has the sandboxes and the settings that guard the door for as
    long as it is open, `addresses` tells where a mock is found.
    """
    context = ControlContext(server, addresses, ROUTES)

    def told(route: ControlRoute, places: Mapping[str, Any]) -> Response:
        body = route.body.read(request.get_data(), request.mimetype) if route.body else None
        call = ControlRequest(mock(request.environ), context, places, read(route.query, request.args), body)
        return answer(route.answer(call), route.status)

    app = Router("mockkf.control", ROUTES, told)
    app.config["MAX_CONTENT_LENGTH"] = LIMIT
    app.wsgi_app = _without_version(app.wsgi_app)  # type: ignore[assignment] # as Flask's own documents do it
    refuse_in_json(app, [route.path for route in ROUTES])
    _watch(app, server)
    return app


def _watch(app: Flask, server: Server) -> None:
    """Let in who may come in, and say in every answer what this is."""

    @app.before_request
    def admit() -> None:
        if request.path not in UNGUARDED:
            Guard(server.settings).admit(request.headers)

    @app.after_request
    def dress(response: Response) -> Response:
        response.headers[VERSION_HEADER] = VERSION
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def _without_version(app: "WSGIApplication") -> "WSGIApplication":
    """`app`, which also finds under /mockkf/v1 what is there under /mockkf."""

    def versioned(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        if path == f"/mockkf/v{VERSION}" or path.startswith(f"/mockkf/v{VERSION}/"):
            environ["PATH_INFO"] = path.replace(f"/v{VERSION}", "", 1)
        return app(environ, start_response)

    return cast("WSGIApplication", versioned)
