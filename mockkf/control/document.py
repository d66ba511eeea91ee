"""The control API as OpenAPI 3.1, made of its routes."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mockkf.control.path_parameters import NUMBERS
from mockkf.control.query_parameters import QueryParameter
from mockkf.control.route import UNGUARDED, ControlRoute

JSON = "application/json"
ERROR: Mapping[str, Any] = {
    "type": "object",
    "properties": {"error": {"type": "string", "description": "What was wrong, and what is allowed."}},
    "required": ["error"],
}


def document(routes: Iterable[ControlRoute]) -> dict[str, Any]:
    """The document; a path below /sandbox/{name} is answered by that sandbox."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "mockkf's control API",
            "version": "1",
            "description": "Every path is answered under /mockkf/v1 too, and for a sandbox below /sandbox/{name}.",
        },
        "servers": [{"url": "/"}, {"url": "/sandbox/{name}", "variables": {"name": {"default": "a"}}}],
        "paths": paths,
        "components": {
            "schemas": {"Error": ERROR},
            "responses": {"Refusal": _content("A refusal, in a sentence.", JSON, "#/components/schemas/Error")},
            "securitySchemes": {"control_token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: ControlRoute) -> dict[str, Any]:
    media = route.media.partition(";")[0]
    operation: dict[str, Any] = {
        "operationId": _label(route),
        "summary": route.sentence,
        "description": route.about,
        "parameters": [*map(_of_path, route.places), *map(_of_query, route.query)],
        "responses": {
            str(route.status): _content("Done.", media),
            "default": {"$ref": "#/components/responses/Refusal"},
        },
        # Without a token, unless the option control_token is set.
        "security": [] if route.path in UNGUARDED else [{}, {"control_token": []}],
    }
    if route.body is not None:
        body = {"schema": route.body.schema, "example": route.body.example}
        others = {media_type: {"schema": {"type": "string"}} for media_type in route.body.others or ()}
        operation["requestBody"] = {"required": route.body.is_needed, "content": {JSON: body, **others}}
    return operation


def _label(route: ControlRoute) -> str:
    """What generated clients call it."""
    words = re.findall(r"\{?\w+", route.path.removeprefix("/mockkf"))
    parts = (f"By{word[1:].title()}" if word.startswith("{") else word.title() for word in words)
    return route.method.lower() + ("".join(parts) or "Index")


def _of_path(name: str) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 0} if name in NUMBERS else {"type": "string"}
    return {"in": "path", "name": name, "required": True, "schema": schema}


def _of_query(parameter: QueryParameter) -> dict[str, Any]:
    schema = {"type": "array", "items": parameter.schema} if parameter.is_repeatable else parameter.schema
    return {"in": "query", "name": parameter.name, "description": parameter.about, "schema": schema}


def _content(about: str, media: str, schema: str | None = None) -> dict[str, Any]:
    return {"description": about, "content": {media: {"schema": {"$ref": schema}} if schema else {}}}
