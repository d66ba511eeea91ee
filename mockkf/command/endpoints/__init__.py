"""The endpoints of Command: each loads, acts and dumps, nothing more."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask

from mockkf.command import middleware
from mockkf.command.endpoints import pam_entries, pam_providers, pam_types, smtp, status
from mockkf.instance.runtime import Runtime


def application(runtime: Callable[[Mapping[str, Any]], Runtime]) -> Flask:
    """The API as one WSGI application; `world` says which mock a request concerns."""
    app = Flask("mockkf.command.endpoints", static_folder=None)
    app.url_map.strict_slashes = False

    def concerned(environ: Mapping[str, Any]) -> Any:
        one = runtime(environ)
        return one.settings, one.state, one.client_of

    middleware.keep(app, concerned)
    for endpoints in (
        smtp.endpoints(runtime),
        status.endpoints(),
        pam_providers.endpoints(),
        pam_types.endpoints(),
        pam_entries.endpoints(),
    ):
        app.register_blueprint(endpoints, url_prefix="/api")
    return app
