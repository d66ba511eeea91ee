"""An application that is built at its first request, because importing its libraries takes longer than a start."""

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class LazyApplication:
    """A WSGI application that `build` returns at the first request."""

    def __init__(self, build: "Callable[[], WSGIApplication]") -> None:
        self._build = build
        self._lock = threading.Lock()
        self._built: WSGIApplication | None = None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request; requests that arrive during the build wait for it."""
        with self._lock:
            if self._built is None:
                self._built = self._build()
        return self._built(environ, start_response)
