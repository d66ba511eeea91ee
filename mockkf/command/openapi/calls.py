"""One call in the document: its parameters, its request and its answers."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mockkf.command.contract.members import grade_of
from mockkf.command.openapi.body_schemas import BodySchemas
from mockkf.command.openapi.shared import EVERYWHERE, JSON, REFUSALS, TOTAL, answer, api_version_header
from mockkf.command.operations import is_deprecated
from mockkf.command.schemas import Operation, Release, operation, summary

ALWAYS, WITH_BODY = ("400", "401", "403", "404"), ("413", "415")


def described(name: str, version: int, release: Release, schemas: BodySchemas) -> dict[str, Any]:
    """Return the description of the operation `name` in this version and release."""
    called = operation(name, version, release)
    assert called is not None  # noqa: S101 - `versions` returns existing versions
    label = _label(name)
    grade, source = grade_of(called, release)
    found: dict[str, Any] = {
        "operationId": label,
        "summary": called.summary or summary(name),
        "tags": [name.split("/")[1]],
        "x-mockkf-grade": grade,
        "x-mockkf-source": source,
        "parameters": [*_of_path(name, called), *_of_query(called), "RequestedWith", api_version_header(version)],
        "responses": _answers(called, schemas.answer(called)),
    }
    if is_deprecated(name, version, release):
        found["deprecated"] = True
    if called.request is not None:
        content = {"schema": schemas.request(called.request, f"{label}Request")}
        found["requestBody"] = {"required": True, "content": dict.fromkeys(schemas.media_types, content)}
    return found


def _label(name: str) -> str:
    """Return the operation id, which generated clients use as a name.

    >>> _label("GET /PamProviders/{id}"), _label("POST /SMTP/Test")
    ('GetPamProvidersById', 'PostSMTPTest')
    """
    method, _, path = name.partition(" ")
    words: list[str] = re.findall(r"\{?\w+", path)
    parts = (f"By{word[1:2].upper()}{word[2:]}" if word.startswith("{") else word for word in words)
    return method.capitalize() + "".join(parts)


def _of_path(name: str, called: Operation) -> Iterable[dict[str, Any]]:
    for parameter in re.findall(r"\{(\w+)\}", name):
        yield {"in": "path", "name": parameter, "required": True, "schema": dict(called.identifier)}


def _of_query(called: Operation) -> Iterable[dict[str, Any]]:
    for one in (*called.query, *(called.paging.parameters if called.paging else ())):
        yield {
            "in": "query",
            "name": one.name,
            "description": one.about,
            "required": one.required,
            "schema": dict(one.schema),
        }


def _answers(called: Operation, schema: Mapping[str, Any] | None) -> dict[str, Any]:
    refusals = (*ALWAYS, *WITH_BODY * (called.request is not None))
    refused = {status: {"$ref": f"#/components/responses/{REFUSALS[status][0]}"} for status in refusals}
    headers = (*EVERYWHERE, *(TOTAL,) * (called.paging is not None))
    return {str(called.status): answer("Success.", {} if schema is None else {JSON: schema}, headers), **refused}
