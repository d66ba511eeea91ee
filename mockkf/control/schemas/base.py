"""The three kinds of schema: of a query, of a body, and of an answer."""

from typing import Any, ClassVar

from marshmallow import RAISE, Schema, fields

from mockkf.command import parse


class QuerySchema(Schema):
    """The parameters of a query."""


class BodySchema(Schema):
    """A body in JSON, with an `example`; one that is not needed is {} if there is none, or it is null."""

    example: ClassVar[Any]
    is_needed: ClassVar[bool] = True
    error_messages = {"type": "must be an object"}

    class Meta:
        """No other members."""

        unknown = RAISE

    def read(self, data: bytes, media_type: str) -> Any:
        """The value of these bytes, which are JSON whatever they are said to be."""
        del media_type
        return parse(data)


class AnswerSchema(Schema):
    """An answer. Resources give what is JSON already, so it describes them and converts nothing."""

    def on_bind_field(self, field_name: str, field_obj: "fields.Field[Any]") -> None:
        """Let a member be required, unless it is `optional`."""
        del field_name
        field_obj.required = not field_obj.metadata.get("x-optional", False)

    def dump(self, obj: Any, *, many: bool | None = None) -> Any:
        """`obj` itself."""
        del many
        return obj


class EpochSchema(AnswerSchema):
    """The number of the epoch that begins."""

    epoch = fields.Integer()


class NameSchema(AnswerSchema):
    """The name of what was made or removed."""

    name = fields.String()


class SameSchema(AnswerSchema):
    """Whether it is what is expected."""

    same = fields.Boolean()


class ErrorSchema(AnswerSchema):
    """A refusal."""

    error = fields.String(metadata={"description": "What was wrong, and what is allowed."})
