"""The clock of the mock: read it, and move it ahead."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from mockkf.control.context import current_mock
from mockkf.control.resource import Resource
from mockkf.control.schemas import MISSING, AnswerSchema, BodySchema

resource = Resource("clock", "The clock of the mock.")


class AdvanceSchema(BodySchema):
    """How far the clock moves ahead: a text such as "2h" or "1d 12h", or a number of seconds."""

    example = {"advance": "2h"}

    advance = fields.Raw(required=True, allow_none=True, error_messages={"required": MISSING})


class ClockSchema(AnswerSchema):
    """The time of the mock, and by how many seconds it is ahead of real time."""

    now = fields.String()
    ahead = fields.Float()


@resource.get("/clock")
@resource.response(200, ClockSchema)
def get_clock() -> Any:
    """Return the time of the mock, and by how many seconds it is ahead of real time."""
    return current_mock().clock.view()


@resource.post("/clock")
@resource.body(AdvanceSchema())
@resource.response(200, ClockSchema)
def advance_clock(body: Mapping[str, Any]) -> Any:
    """Move the clock ahead until the next reset; stored data and captured mail stay."""
    clock = current_mock().clock
    clock.advance(body["advance"])
    return clock.view()
