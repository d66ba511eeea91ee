"""The index of the control API and its OpenAPI document."""

from typing import Any

from marshmallow import fields

from mockkf.control.openapi import calls, current_document
from mockkf.control.resource import Resource
from mockkf.control.schemas import AnswerSchema, OpenApiSchema

resource = Resource("index", "The index of the control API and its OpenAPI document.")


class IndexSchema(AnswerSchema):
    """The version of the control API, and a description of each call."""

    version = fields.Integer()
    calls = fields.Dict(keys=fields.String(), values=fields.String())


@resource.get("")
@resource.response(200, IndexSchema)
def list_calls() -> Any:
    """Return the version of the control API, and a description of each call."""
    return {"version": 1, "calls": calls(current_document())}


@resource.get("/control.json")
@resource.response(200, OpenApiSchema)
def get_control_document() -> Any:
    """Return the control API as OpenAPI 3.1."""
    return current_document()
