"""Builds the API at the first request."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mockkf.command.backend import Backend
from mockkf.http import LazyApplication

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def application(backend: Callable[[Mapping[str, Any]], Backend]) -> "WSGIApplication":
    """Return the API as one WSGI application.

    `backend` returns the mock that handles a request; its argument is the WSGI environment.
    """

    def build() -> "WSGIApplication":
        from mockkf.command.app import build

        return build(backend)

    return LazyApplication(build)
