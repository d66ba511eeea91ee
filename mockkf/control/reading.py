"""Reads query and body with their schemas; an error is one sentence that says what is allowed."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from marshmallow import RAISE, Schema, ValidationError, fields
from webargs.core import missing
from webargs.flaskparser import FlaskParser

from mockkf.config import know
from mockkf.control.schemas import MISSING, BodySchema
from mockkf.errors import ConfigurationError

if TYPE_CHECKING:
    from flask import Request


MOST_PARAMETERS = 100
"""The maximum number of parameters in a query."""


class RequestParser(FlaskParser):
    """A webargs parser that refuses unknown names, repeated parameters, and bodies that the schema does not read."""

    DEFAULT_VALIDATION_STATUS = 400
    DEFAULT_UNKNOWN_BY_LOCATION = {"json": None, "query": RAISE}

    def load_json(self, req: "Request", schema: Schema) -> Any:
        """Return the value of the body.

        Some clients send null instead of no body.
        """
        assert isinstance(schema, BodySchema)  # noqa: S101 - `Resource.body` takes no other schema
        data = req.get_data()
        if not schema.is_needed and not data.strip():
            return missing
        sent = schema.readable.check(req.headers.get("Content-Type", ""), req.headers.get("Content-Encoding", ""))
        value = schema.decode(data, sent)
        return missing if value is None and not schema.is_needed else value

    def load_querystring(self, req: "Request", schema: Schema) -> Any:
        """Return the texts of the query; a parameter that may be repeated has a list of texts."""
        count = sum(len(said) for _, said in req.args.lists())
        if count > MOST_PARAMETERS:
            raise ConfigurationError(f"a request can have at most {MOST_PARAMETERS} parameters, not {count}")
        known = {str(field.data_key or name): field for name, field in schema.load_fields.items()}
        know(req.args, known, "parameter")
        return {name: _texts(name, known[name], said) for name, said in req.args.lists()}

    def pre_load(self, location_data: Any, *, schema: Schema, req: "Request", location: str) -> Any:
        """Return the data unchanged; raise `ConfigurationError` if it has members that the schema does not have."""
        if location == "json" and isinstance(location_data, dict) and schema.unknown == RAISE:
            try:
                know(location_data, schema.load_fields, "member")
            except ConfigurationError as error:
                raise _refusal(str(error), schema) from None
        return super().pre_load(location_data, schema=schema, req=req, location=location)

    def handle_error(self, error: ValidationError, req: "Request", schema: Schema, **_: Any) -> NoReturn:
        """Raise `ConfigurationError` with the first error."""
        del req
        [messages] = error.messages_dict.values()
        raise _refusal(_sentence(messages), schema) from None


def _texts(name: str, field: "fields.Field[Any]", said: list[str]) -> Any:
    if isinstance(field, fields.List):
        return said
    if len(said) > 1:
        raise ConfigurationError(f"the parameter {name} must not be repeated")
    return said[0]


def _refusal(sentence: str, schema: Schema) -> ConfigurationError:
    if not isinstance(schema, BodySchema):
        return ConfigurationError(sentence)
    separator = " " if sentence.endswith("?") else "; "
    return ConfigurationError(f"{sentence}{separator}example: {json.dumps(schema.example)}")


def _sentence(messages: Mapping[Any, Any]) -> str:
    """Return a sentence about the first missing member, or else about the first error."""
    for name, said in messages.items():
        if said == [MISSING]:
            return f"the member '{name}' {MISSING}"
    name, said = next(iter(messages.items()))
    where = "the body" if name == "_schema" else name
    while isinstance(said, Mapping):
        number, said = next(iter(said.items()))
        where = f"entry {number + 1} of {where}"
    return f"{where} {said[0]}"
