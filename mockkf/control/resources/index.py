"""What there is to be asked."""

from typing import Any

from marshmallow import fields

from mockkf.control.openapi import calls, current_document
from mockkf.control.resource import Resource
from mockkf.control.schemas import AnswerSchema, OpenApiSchema

resource = Resource("index", "What there is to be asked.")


class IndexSchema(AnswerSchema):
    """The version of the control API, and a sentence for each call."""

    version = fields.Integer()
    calls = fields.Dict(keys=fields.String(), values=fields.String())


@resource.get("")
@resource.response(200, IndexSchema)
def list_calls() -> Any:
    """The version of the control API, and every call of it with a sentence."""
    return {"version": 1, "calls": calls(current_document())}


@resource.get("/control.json")
@resource.response(200, OpenApiSchema)
def get_control_document() -> Any:
    """The control API itself as OpenAPI 3.1."""
    return current_document()
