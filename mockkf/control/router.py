"""From a request to the route that answers it, by a table of its own: werkzeug's would double the time of a start."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import MethodNotAllowed, NotFound

from mockkf.control.path_parameters import PLACES
from mockkf.control.route import ControlRoute

Found = Mapping[str, tuple[ControlRoute, Mapping[str, Any]]]
"""The routes at a path by method, each with what stands in its places."""


class Nowhere(NotFound):
    """There is nothing at the path."""


class Router(Flask):
    """Lets `answer` give what a route answers to the request of now."""

    def __init__(
        self, name: str, routes: Iterable[ControlRoute], answer: Callable[[ControlRoute, Mapping[str, Any]], Response]
    ) -> None:
        super().__init__(name, static_folder=None)
        self._routes = [(tuple(route.path.split("/")), route) for route in routes]
        self._answer = answer

    def dispatch_request(self) -> Response:
        """The answer of the route that was asked for; any path has OPTIONS, which does nothing."""
        found = self._at(tuple(request.path.split("/")))
        if not found:
            raise Nowhere
        allowed = [*found, *(["HEAD"] if "GET" in found else []), "OPTIONS"]
        if request.method == "OPTIONS":
            return _methods(allowed)
        method = "GET" if request.method == "HEAD" else request.method
        if method not in found:
            raise MethodNotAllowed(allowed)
        return self._answer(*found[method])

    def _at(self, path: tuple[str, ...]) -> Found:
        matches = ((route, _places(parts, path)) for parts, route in self._routes)
        return {route.method: (route, places) for route, places in matches if places is not None}


def _methods(allowed: Iterable[str]) -> Response:
    """Nothing but the methods there are."""
    response = Response(b"", 204, {"Allow": ", ".join(allowed)})
    del response.headers["Content-Type"]  # which would be that of a page
    return response


def _places(parts: tuple[str, ...], path: tuple[str, ...]) -> Mapping[str, Any] | None:
    """What stands in the places of a path; None if it is another path."""
    if len(parts) != len(path):
        return None
    places = {}
    for part, said in zip(parts, path, strict=True):
        if part.startswith("{"):
            places[part[1:-1]] = PLACES[part[1:-1]](said)
        elif part != said:
            return None
    return None if None in places.values() else places
