"""The OpenAPI document, generated from the wire formats."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import fields, missing

from mockkf.command.contract.members import grade_of
from mockkf.command.operations import is_deprecated
from mockkf.command.schemas import Operation, Release, operation, operations, versions
from mockkf.command.schemas.body import Body, Nested
from mockkf.command.schemas.members import Member

MEDIA_TYPES = ("application/json", "text/json", "application/json-patch+json", "application/*+json")

ERROR: Mapping[str, Any] = {
    "type": "object",
    "properties": {"ErrorCode": {"type": "string", "pattern": "^0x[0-9A-F]{8}$"}, "Message": {"type": "string"}},
    "required": ["ErrorCode", "Message"],
}
HEADERS: Mapping[str, Mapping[str, Any]] = {
    "X-Keyfactor-Product-Version": {"description": "The release of Command.", "schema": {"type": "string"}},
    "X-Keyfactor-Correlation-Id": {"description": "A unique id for each call.", "schema": {"type": "string"}},
    "Api-Supported-Versions": {"description": "The api versions of this endpoint.", "schema": {"type": "string"}},
}
REFUSALS: Mapping[str, tuple[str, str]] = {
    "400": ("Invalid", "The request is invalid, or this release does not support it."),
    "401": ("Unauthorized", "The credentials are missing or wrong; the body is empty."),
    "403": ("Forbidden", "The account lacks a permission."),
    "404": ("NotFound", "The path or the id does not exist."),
    "413": ("TooLarge", "The body is too large."),
    "415": ("UnsupportedMediaType", "The media type is not supported."),
}
EMPTY = "401"
ALWAYS, WITH_BODY = ("400", "401", "403", "404"), ("413", "415")


def document(release: Release, api_version: int | None = None, base_path: str = "/KeyfactorAPI") -> dict[str, Any]:
    """Return the document with all operations of `release` in `api_version`; by default each in its newest version.

    >>> sorted(document((12, 5), 1)["paths"]["/SMTP"])
    ['get', 'put']
    """
    plugin = MarshmallowPlugin()
    spec = _begun(release, base_path, plugin)
    shapes = _Shapes(spec, plugin)
    for name in operations(release):
        chosen = [version for version in versions(name, release) if api_version in {None, version}]
        if chosen:
            method, _, path = name.partition(" ")
            spec.path(path, operations={method.lower(): _described(name, max(chosen), release, shapes)})
    described: dict[str, Any] = spec.to_dict()
    return described


def _begun(release: Release, base_path: str, plugin: MarshmallowPlugin) -> APISpec:
    """Return the document with the parts that all operations share."""
    spec = APISpec(
        title="Keyfactor Command, as mockkf emulates it",
        version=".".join(map(str, release)),
        openapi_version="3.1.0",
        plugins=[plugin],
        servers=[{"url": base_path}],
        security=[{"basic": []}, {"bearer": []}],
    )
    for scheme in ("basic", "bearer"):
        spec.components.security_scheme(scheme, {"type": "http", "scheme": scheme})
    for header, shown in HEADERS.items():
        spec.components.header(header, dict(shown))
    spec.components.schema("Error", dict(ERROR))
    for status, (name, about) in REFUSALS.items():
        body = None if status == EMPTY else {"$ref": "#/components/schemas/Error"}
        spec.components.response(name, _answer(about, body))
    return spec


def _described(name: str, version: int, release: Release, shapes: "_Shapes") -> dict[str, Any]:
    called = operation(name, version, release)
    assert called is not None  # noqa: S101 - `versions` returns existing versions
    label = _label(name)
    grade, source = grade_of(called, release)
    described: dict[str, Any] = {
        "operationId": label,
        "tags": [name.split("/")[1]],
        "x-mockkf-grade": grade,
        "x-mockkf-source": source,
        "parameters": [*_of_path(name), *_of_headers(version)],
        "responses": _answers(called, shapes.answer(called, label)),
    }
    if is_deprecated(name, version, release):
        described["deprecated"] = True
    if called.request is not None:
        body = {"schema": shapes.request(called.request, f"{label}Request")}
        described["requestBody"] = {"required": True, "content": dict.fromkeys(MEDIA_TYPES, body)}
    return described


def _label(name: str) -> str:
    """Return the operation id, which generated clients use as a name.

    >>> _label("GET /PamProviders/{id}"), _label("POST /SMTP/Test")
    ('GetPamProvidersById', 'PostSMTPTest')
    """
    method, _, path = name.partition(" ")
    words: list[str] = re.findall(r"\{?\w+", path)
    parts = (f"By{word[1:2].upper()}{word[2:]}" if word.startswith("{") else word for word in words)
    return method.capitalize() + "".join(parts)


def _of_path(name: str) -> Iterable[dict[str, Any]]:
    for parameter in re.findall(r"\{(\w+)\}", name):
        yield {"in": "path", "name": parameter, "required": True, "schema": {"type": "string", "pattern": r"^[\w-]+$"}}


def _of_headers(version: int) -> Iterable[dict[str, Any]]:
    yield {
        "in": "header",
        "name": "x-keyfactor-requested-with",
        "required": True,
        "schema": {"type": "string", "enum": ["APIClient", "XMLHttpRequest"]},
    }
    yield {
        "in": "header",
        "name": "x-keyfactor-api-version",
        "description": "If it is absent, version 1 is used.",
        "required": version != 1,
        "schema": {"type": "string", "enum": [str(version), f"{version}.0"]},
    }


def _answers(called: Operation, shape: Mapping[str, Any] | None) -> dict[str, Any]:
    refusals = (*ALWAYS, *WITH_BODY * (called.request is not None))
    refused = {status: {"$ref": f"#/components/responses/{REFUSALS[status][0]}"} for status in refusals}
    return {str(called.status): _answer("Success.", shape), **refused}


def _answer(about: str, shape: Mapping[str, Any] | None) -> dict[str, Any]:
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
    content = {} if shape is None else {"content": {"application/json": {"schema": shape}}}
    return {"description": about, "headers": headers, **content}


class _Shapes:
    """The bodies as JSON Schema; the document contains each one once, under a name."""

    def __init__(self, spec: APISpec, plugin: MarshmallowPlugin) -> None:
        assert plugin.converter is not None  # noqa: S101 - `_begun` initialized the plugin
        self._components = spec.components
        self._converter = plugin.converter

    def request(self, wire: Body, label: str) -> dict[str, Any]:
        """Return the schema of the request body `wire`; null means not given."""
        properties = {
            name: self._taken(field) if field.required else _or_null(self._taken(field))
            for name, field in wire.documented.items()
        }
        required = [name for name, field in wire.documented.items() if field.required]
        return self._named(label, properties, required, wire.between())

    def answer(self, called: Operation, label: str) -> Mapping[str, Any] | None:
        """Return the schema of the answer of an operation, or None for an empty answer."""
        if called.answer is None:
            return called.plain
        one = self._answered(called.answer, f"{label}Answer")
        return {"type": "array", "items": one} if called.many else one

    def _answered(self, wire: Body, label: str) -> dict[str, Any]:
        told = {str(field.data_key): field for field in wire.dump_fields.values()}
        properties = {
            name: self._told(field) if _always_has_a_value(field) else _or_null(self._told(field))
            for name, field in told.items()
        }
        return self._named(label, properties, [name for name, field in told.items() if not _may_be_left_out(field)], {})

    def _taken(self, field: "fields.Field[Any]") -> dict[str, Any]:
        if not isinstance(field, Member):
            return self._converter.field2property(field)
        shape = field.taken() if field.load_default is None else field.taken() | self._converter.field2default(field)
        if isinstance(field, Nested):
            one = self.request(field.nested, _title(field.nested))
            return {"type": "array", "items": one} if field.many else one
        instead = getattr(field, "instead", None)
        return {"anyOf": [shape, self.request(instead, _title(instead))]} if instead is not None else shape

    def _told(self, field: "fields.Field[Any]") -> dict[str, Any]:
        if not isinstance(field, Member):
            return self._converter.field2property(field)
        if isinstance(field, Nested):
            one = self._answered(field.nested, f"{_title(field.nested)}Answer")
            return {"type": "array", "items": one} if field.many else one
        return field.told()

    def _named(
        self, label: str, properties: Mapping[str, Any], required: list[str], rules: Mapping[str, Any]
    ) -> dict[str, Any]:
        if label not in self._components.schemas:
            needed = {"required": required} if required else {}
            self._components.schema(label, {"type": "object", "properties": properties, **needed, **rules})
        return {"$ref": f"#/components/schemas/{label}"}


def _title(wire: Body) -> str:
    return wire.title or type(wire).__name__


def _or_null(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [shape, {"type": "null"}]}


def _always_has_a_value(field: "fields.Field[Any]") -> bool:
    return field.required or field.load_default not in {missing, None}


def _may_be_left_out(field: "fields.Field[Any]") -> bool:
    """Return whether an option can omit this member from answers: the deprecated one, and hidden secrets."""
    return field.dump_only or getattr(field, "hidden", False)
