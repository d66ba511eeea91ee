"""Builds the control API at the first request, because importing its libraries takes longer than opening all ports."""

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mockkf.control.context import ControlContext, Server
from mockkf.instance import Mock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def application(
    mock: Callable[[Mapping[str, Any]], Mock],
    server: Server,
    addresses: Callable[[Mock], Mapping[str, Any]],
) -> "WSGIApplication":
    """Return the control API as one WSGI application.

    `mock` returns the mock of a request. `server` has the sandboxes and the settings of the guard. `addresses` returns
    the ready document of a mock.
    """
    return LazyApplication(ControlContext(mock, server, addresses))


class LazyApplication:
    """A WSGI application that is built at the first request."""

    def __init__(self, context: ControlContext) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._built: WSGIApplication | None = None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request; requests that arrive during the build wait for it."""
        with self._lock:
            if self._built is None:
                from mockkf.control.app import build

                self._built = build(self._context)
        return self._built(environ, start_response)
