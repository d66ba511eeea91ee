"""Builds the control API at the first request."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mockkf.http import LazyApplication
from mockkf.instance import Mock

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from mockkf.control.context import Server


def application(
    mock: Callable[[Mapping[str, Any]], Mock],
    server: "Server",
    addresses: Callable[[Mock], Mapping[str, Any]],
) -> "WSGIApplication":
    """Return the control API as one WSGI application.

    `mock` returns the mock of a request. `server` has the sandboxes and the settings of the guard. `addresses` returns
    the ready document of a mock.
    """

    def build() -> "WSGIApplication":
        from mockkf.control.app import build
        from mockkf.control.context import ControlContext

        return build(ControlContext(mock, server, addresses))

    return LazyApplication(build)
