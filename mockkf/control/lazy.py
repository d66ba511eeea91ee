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
    context = ControlContext(mock, server, addresses)
    lock = threading.Lock()
    built: list[WSGIApplication] = []

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with lock:
            if not built:
                from mockkf.control.app import build

                built.append(build(context))
        return built[0](environ, start_response)

    return answer
