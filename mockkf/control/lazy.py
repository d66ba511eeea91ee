"""The control API, built when it is first asked: its libraries cost a start more than all listeners."""

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
    """The control API as one WSGI application.

    `mock` says which mock a request concerns, `server` has the sandboxes and the settings of the guard, `addresses`
    tells where a mock is found.
    """
    return LazyApplication(ControlContext(mock, server, addresses))


class LazyApplication:
    """A WSGI application that the first request builds."""

    def __init__(self, context: ControlContext) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._built: WSGIApplication | None = None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request; others that come meanwhile wait until the application is built."""
        with self._lock:
            if self._built is None:
                from mockkf.control.app import build

                self._built = build(self._context)
        return self._built(environ, start_response)
