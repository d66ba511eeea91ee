"""The schemas of faults: in requests and in answers."""

from typing import Any

from marshmallow import INCLUDE, ValidationError, fields

from mockkf.control.schemas.base import AnswerSchema, OpenBodySchema

EXAMPLE = {"step": "relay.recipient", "to": "*@slow.example", "reply": "451 4.3.0 try later", "times": 2}


class FaultPlanSchema(OpenBodySchema):
    """A fault to plan: a step or a preset, the criteria of the step, an action, and when it fires."""

    example = EXAMPLE

    step = fields.Raw(metadata={"type": "string"})
    preset = fields.Raw(metadata={"type": "string"})
    times = fields.Raw(metadata={"type": "integer", "minimum": 1})
    after = fields.Raw(metadata={"type": "integer", "minimum": 0})
    every = fields.Raw(metadata={"type": "integer", "minimum": 1})

    def load(self, data: Any, **_: Any) -> Any:
        """Return one plan or a list of plans; the fault registry checks their members."""
        if not isinstance(data, dict | list):
            raise ValidationError({"_schema": ["must be an object or a list"]})
        if data == []:
            raise ValidationError({"_schema": ["must not be empty"]})
        wrong = {number: ["must be an object"] for number, plan in enumerate(data) if not isinstance(plan, dict)}
        if isinstance(data, list) and wrong:
            raise ValidationError({"_schema": wrong})
        return data


class FaultSchema(AnswerSchema):
    """A planned fault: its members, how many calls matched it (`seen`), and how often it fired."""

    optional = ("preset",)

    id = fields.Integer()
    step = fields.String()
    preset = fields.String()
    seen = fields.Integer()
    fired = fields.Integer()

    class Meta:
        """Criteria and actions are also members."""

        unknown = INCLUDE


class FaultsSchema(AnswerSchema):
    """The planned faults."""

    faults = fields.List(fields.Nested(FaultSchema))


class FaultStepSchema(AnswerSchema):
    """The criteria of a step, and its actions with a description each."""

    criteria = fields.List(fields.String())
    actions = fields.Dict(keys=fields.String(), values=fields.String())


class FaultStepsSchema(AnswerSchema):
    """The steps, the members that set when a fault fires, and the presets."""

    steps = fields.Dict(keys=fields.String(), values=fields.Nested(FaultStepSchema))
    when = fields.List(fields.String())
    presets = fields.Dict(keys=fields.String(), values=fields.String())
