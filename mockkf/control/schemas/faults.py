"""Faults as they are planned and answered."""

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
        """One plan or a list of them, whose members are checked when it is planned."""
        if not isinstance(data, dict | list):
            raise ValidationError({"_schema": ["must be an object or a list"]})
        if data == []:
            raise ValidationError({"_schema": ["must not be empty"]})
        wrong = {number: ["must be an object"] for number, plan in enumerate(data) if not isinstance(plan, dict)}
        if isinstance(data, list) and wrong:
            raise ValidationError({"_schema": wrong})
        return data


class FaultSchema(AnswerSchema):
    """A planned fault: what was planned, how many calls it fitted, and at how many it fired."""

    optional = ("preset",)

    id = fields.Integer()
    step = fields.String()
    preset = fields.String()
    seen = fields.Integer()
    fired = fields.Integer()

    class Meta:
        """Criteria and actions are members too."""

        unknown = INCLUDE


class FaultsSchema(AnswerSchema):
    """The planned faults."""

    faults = fields.List(fields.Nested(FaultSchema))


class FaultStepSchema(AnswerSchema):
    """What a fault at one step can be: its criteria, and its actions with a sentence each."""

    criteria = fields.List(fields.String())
    actions = fields.Dict(keys=fields.String(), values=fields.String())


class FaultStepsSchema(AnswerSchema):
    """What there can be: the steps, the members that say when a fault fires, and the presets."""

    steps = fields.Dict(keys=fields.String(), values=fields.Nested(FaultStepSchema))
    when = fields.List(fields.String())
    presets = fields.Dict(keys=fields.String(), values=fields.String())
