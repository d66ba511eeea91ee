"""The three kinds of schema: of a query, of a body, and of an answer."""

from typing import Any, ClassVar

from marshmallow import EXCLUDE, INCLUDE, RAISE, Schema, ValidationError, fields

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


class OpenBodySchema(BodySchema):
    """An object whose members are checked where they are used, in the order in which they are given."""

    class Meta:
        """Any members."""

        unknown = INCLUDE

    def load(self, data: Any, **_: Any) -> Any:
        """The object as it is."""
        if not isinstance(data, dict):
            raise ValidationError({"_schema": [self.error_messages["type"]]})
        return data


class AnswerSchema(Schema):
    """An answer. Resources give what is JSON already, so it describes them and converts nothing.

    Every member is always there, but for the `optional` ones.
    """

    optional: ClassVar[tuple[str, ...]] = ()

    class Meta:
        """There may be more members in a later version."""

        unknown = EXCLUDE

    def on_bind_field(self, field_name: str, field_obj: "fields.Field[Any]") -> None:
        """Let a member be required, unless it is optional."""
        field_obj.required = field_name not in self.optional

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


class OpenApiSchema(AnswerSchema):
    """An OpenAPI document."""

    openapi = fields.String()
    info = fields.Dict()
    paths = fields.Dict()
    components = fields.Dict()

    class Meta:
        """And what else such a document has."""

        unknown = INCLUDE


class ErrorSchema(AnswerSchema):
    """A refusal."""

    error = fields.String(metadata={"description": "What was wrong, and what is allowed."})
