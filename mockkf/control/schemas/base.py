"""The three kinds of schema: for a query, for a body, and for an answer."""

from typing import Any, ClassVar

from marshmallow import EXCLUDE, INCLUDE, RAISE, Schema, ValidationError, fields

from mockkf.command import parse
from mockkf.http import ContentType, Readable

JSON_TYPES = ("application/json", "text/json", "application/*+json")
SENT_BY_HABIT = ("application/x-www-form-urlencoded", "text/plain")
"""The media types that `curl -d` and the `fetch` of a browser send if nothing else is said."""


class QuerySchema(Schema):
    """The parameters of a query."""


class BodySchema(Schema):
    """A JSON body, with an `example`; if it is optional, no body and null are read as {}."""

    example: ClassVar[Any]
    readable: ClassVar[Readable] = Readable((*JSON_TYPES, *SENT_BY_HABIT), without=True)
    is_needed: ClassVar[bool] = True
    error_messages = {"type": "must be an object"}

    class Meta:
        """Unknown members are errors."""

        unknown = RAISE

    def decode(self, data: bytes, sent: ContentType) -> Any:
        """Return the value of these bytes, read as JSON with each of the media types in `readable`."""
        return parse(data, sent.charset)


class OpenBodySchema(BodySchema):
    """An object whose members the caller checks, in the given order."""

    class Meta:
        """Any members are allowed."""

        unknown = INCLUDE

    def load(self, data: Any, **_: Any) -> Any:
        """Return the object unchanged; raise `ValidationError` if `data` is not an object."""
        if not isinstance(data, dict):
            raise ValidationError({"_schema": [self.error_messages["type"]]})
        return data


class AnswerSchema(Schema):
    """An answer. Resources return JSON values, so this schema only describes them and converts nothing.

    Every member is always present, except the `optional` ones.
    """

    optional: ClassVar[tuple[str, ...]] = ()

    class Meta:
        """A later version may add members."""

        unknown = EXCLUDE

    def on_bind_field(self, field_name: str, field_obj: "fields.Field[Any]") -> None:
        """Mark a member as required, unless it is in `optional`."""
        field_obj.required = field_name not in self.optional

    def dump(self, obj: Any, *, many: bool | None = None) -> Any:
        """Return `obj` unchanged."""
        del many
        return obj


class EpochSchema(AnswerSchema):
    """The number of the new epoch."""

    epoch = fields.Integer()


class NameSchema(AnswerSchema):
    """The name of the created or removed object."""

    name = fields.String()


class RemovedSchema(AnswerSchema):
    """How many objects were removed."""

    removed = fields.Integer()


class SameSchema(AnswerSchema):
    """Whether the secret is the expected one."""

    same = fields.Boolean()


class OpenApiSchema(AnswerSchema):
    """An OpenAPI document."""

    openapi = fields.String()
    info = fields.Dict()
    paths = fields.Dict()
    components = fields.Dict()

    class Meta:
        """An OpenAPI document has more members."""

        unknown = INCLUDE


class ErrorSchema(AnswerSchema):
    """An error answer."""

    error = fields.String(metadata={"description": "What was wrong, and what is allowed."})
