"""The control API as OpenAPI 3.1, generated from the resources and their schemas when first requested."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app
from flask_smorest import Api

from mockkf.control.converters import MessageConverter, message_parameter
from mockkf.control.schemas import ErrorSchema

KEY = "mockkf.document"
ABOUT = {"description", "deprecated", "default", "readOnly", "writeOnly"}
"""Keywords that stand beside the alternatives of a member."""

METHODS = ("get", "post", "put", "patch", "delete")


class ControlApi(Api):  # type: ignore[misc] # flask-smorest has no types
    """The documentation that flask-smorest generates for an application."""

    ERROR_SCHEMA = ErrorSchema

    def _register_error_handlers(self) -> None:
        """Register none; `answers` has the error handlers."""

    def _register_pagination_header(self) -> None:
        """Register none; no page of the control API is described in a header."""


def current_document() -> Mapping[str, Any]:
    """Return the OpenAPI document of the current application."""
    if KEY not in current_app.extensions:
        current_app.extensions[KEY] = _document(current_app)
    document: Mapping[str, Any] = current_app.extensions[KEY]
    return document


def calls(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the summary of each call, by method and path."""
    return {
        f"{method.upper()} {path}": item[method]["summary"]
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    }


def _document(app: Flask) -> dict[str, Any]:
    about = "Every path also exists under /mockkf/v1, and for a sandbox below /sandbox/{name}."
    options = {
        "title": "mockkf's control API",
        "version": "1",
        "openapi_version": "3.1.0",
        "info": {"description": about},
        "servers": [{"url": "/"}],
        # No token is needed, unless the option control_token is set.
        "security": [{}, {"control_token": []}],
    }
    api = ControlApi(app, spec_kwargs=options)
    api.register_converter(MessageConverter, message_parameter)
    spec = api.spec
    spec.components.security_scheme("control_token", {"type": "http", "scheme": "bearer"})
    for name, resource in app.blueprints.items():
        documented: Any = resource
        documented.register_views_in_doc(api, app, spec, name=name, parameters=None)
        spec.tag({"name": name, "description": documented.description})
    document: dict[str, Any] = _nulls_as_alternatives(spec.to_dict())
    return document


def _nulls_as_alternatives(part: Any) -> Any:
    """Return `part` of a document with `anyOf` in place of a list of types, which few client generators read."""
    if isinstance(part, list):
        return [_nulls_as_alternatives(item) for item in part]
    if not isinstance(part, dict):
        return part
    members = {name: _nulls_as_alternatives(value) for name, value in part.items()}
    types = members.get("type")
    if not isinstance(types, list):
        return members
    about = {name: members.pop(name) for name in ABOUT & members.keys()}
    alternatives = [{"type": name} if name == "null" else {**members, "type": name} for name in types]
    return {"anyOf": alternatives, **about}
