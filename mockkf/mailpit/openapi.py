"""Mailpit's API as OpenAPI 2.0, made of the routes and their schemas when first requested."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from marshmallow import Schema
from werkzeug.routing import Rule

from mockkf.mailpit.resource import Documented, MailpitResource, documented_of

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


def document(app: Flask, root: str) -> dict[str, Any]:
    """Return the document; `root` is the path below which the routes are."""
    spec = APISpec(
        title="Mailpit API",
        version="v1",
        openapi_version="2.0",
        info={"description": "Mailpit's REST API as mockkf answers it."},
        plugins=[MarshmallowPlugin(schema_name_resolver=_name)],
        basePath=root.rstrip("/") or "/",
    )
    for name, resource in app.blueprints.items():
        if isinstance(resource, MailpitResource):
            spec.tag({"name": name, "description": resource.about})
    for rule in app.url_map.iter_rules():
        about = documented_of(app.view_functions[rule.endpoint])
        if about.is_shown:
            spec.path(ARGUMENT.sub(r"{\1}", rule.rule), operations=dict(_operations(app, rule, about)))
    made: dict[str, Any] = spec.to_dict()
    return made


def _operations(app: Flask, rule: Rule, about: Documented) -> Iterator[tuple[str, dict[str, Any]]]:
    view = app.view_functions[rule.endpoint]
    name, _, operation = rule.endpoint.rpartition(".")
    summary, _, more = (view.__doc__ or "").partition("\n")
    for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
        first, *others = operation.split("_")
        yield (
            method.lower(),
            {
                "tags": [name],
                "operationId": first + "".join(word.title() for word in others),
                "summary": summary.strip(),
                **({"description": " ".join(more.split())} if more.strip() else {}),
                "produces": [about.media_type],
                **({"consumes": ["application/json"]} if about.body or about.described else {}),
                "parameters": [*_parameters(rule, about)],
                "responses": {"200": {"description": "the answer", "schema": _answer(about)}},
            },
        )


def _parameters(rule: Rule, about: Documented) -> Iterator[Mapping[str, Any]]:
    for name in ARGUMENT.findall(rule.rule):
        yield {"in": "path", "name": name, "type": "string", "required": True}
    if about.query is not None:
        yield {"in": "query", "schema": about.query}
    body = about.body or about.described
    if body is not None:
        yield {"in": "body", "name": "Body", "schema": body}


def _answer(about: Documented) -> Any:
    if about.answers is None:
        return {"type": "string"}
    return about.answers if isinstance(about.answers, Mapping) else about.answers()


def _name(schema: Any) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    return str(kind.__name__).removesuffix("Schema") if issubclass(kind, Schema) else str(kind)
