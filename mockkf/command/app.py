"""The API of Command as one WSGI application."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask

from mockkf.command import endpoints, middleware
from mockkf.command.backend import Backend


class _Application(Flask):
    """Flask without a look, for each call of a function, whether it is a coroutine: none is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function itself."""
        return func


def build(backend: Callable[[Mapping[str, Any]], Backend]) -> Flask:
    """Return the WSGI application that serves the blueprint of each module in `endpoints`.

    `backend` returns the mock that handles a request; its argument is the WSGI environment.
    """
    app = _Application("mockkf.command", static_folder=None)
    app.url_map.strict_slashes = False
    middleware.install(app, backend)
    for module in pkgutil.iter_modules(endpoints.__path__, f"{endpoints.__name__}."):
        blueprint = getattr(importlib.import_module(module.name), "blueprint", None)
        if blueprint is not None:
            app.register_blueprint(blueprint(), url_prefix="/api")
    return app
