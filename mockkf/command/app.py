"""Command's API as one WSGI application."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask

from mockkf.command import endpoints, middleware
from mockkf.command.backend import Backend


def application(backend: Callable[[Mapping[str, Any]], Backend]) -> Flask:
    """The API; `backend` says which mock a request concerns. Each file of `endpoints` with a blueprint is served."""
    app = Flask("mockkf.command", static_folder=None)
    app.url_map.strict_slashes = False
    middleware.install(app, backend)
    for module in pkgutil.iter_modules(endpoints.__path__, f"{endpoints.__name__}."):
        blueprint = getattr(importlib.import_module(module.name), "blueprint", None)
        if blueprint is not None:
            app.register_blueprint(blueprint(), url_prefix="/api")
    return app
