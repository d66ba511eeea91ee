"""Reads the bodies of requests as Go does: names in any letter case, unknown members ignored, any media type.

A form is read too, because an older client sends one.
"""

import json
from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load
from werkzeug.datastructures import MultiDict

from mockkf.errors import ConfigurationError

DECODER = json.JSONDecoder()
LARGEST = 5 * 1024 * 1024
"""The maximum size of a body, in bytes."""

FORM = "application/x-www-form-urlencoded"


class MailpitBody(Schema):
    """An object. Members match in any letter case; null is the same as no member, as in Go."""

    error_messages = {"type": "must be an object"}

    class Meta:
        """Other members are ignored."""

        unknown = EXCLUDE

    @pre_load
    def fold(self, data: Any, **_: Any) -> Any:
        """Return the members under the names of the schema; the last of several with the same name counts."""
        if not isinstance(data, Mapping):
            return {} if data is None else data
        known = {_key(field).lower(): _key(field) for field in self.fields.values()}
        return {known[name.lower()]: data[name] for name in data if name.lower() in known and data[name] is not None}


def read(schema: MailpitBody, data: bytes, media_type: str, *, is_needed: bool = True) -> dict[str, Any]:
    """Return the members of a body; raise `ConfigurationError` if it is not what `schema` describes.

    Only the first JSON value counts. A body that need not be there is read as an object without members.
    """
    if not data.strip() and not is_needed:
        value: Any = {}
    else:
        value = _value(schema, data, media_type)
    try:
        loaded: dict[str, Any] = schema.load(value)
    except ValidationError as error:
        raise ConfigurationError(_sentence(error.messages)) from None
    return loaded


def _value(schema: MailpitBody, data: bytes, media_type: str) -> Any:
    """Return the first JSON value, else the members of a form that has only known names."""
    try:
        return DECODER.raw_decode(data.decode("utf-8-sig").lstrip())[0]
    except (ValueError, RecursionError) as error:
        members = _form(schema, data) if media_type == FORM else None
        if members is not None:
            return members
        where = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        said = "it is empty" if not data.strip() else f"it is not JSON{where}"
        raise ConfigurationError(f"the body must be a JSON object, but {said}") from None


def _form(schema: MailpitBody, data: bytes) -> dict[str, Any] | None:
    from urllib.parse import parse_qsl

    try:
        said: MultiDict[str, str] = MultiDict(parse_qsl(data.decode(), strict_parsing=True, max_num_fields=10_000))
    except ValueError:
        return None
    known = {_key(field).lower(): field for field in schema.fields.values()}
    if any(name.lower() not in known for name in said):
        return None
    return {name: texts if isinstance(known[name.lower()], fields.List) else texts[-1] for name, texts in said.lists()}


def _key(field: "fields.Field[Any]") -> str:
    return str(field.data_key or field.name)


def _sentence(messages: Any, where: str = "") -> str:
    """Return a sentence that names every wrong member.

    >>> _sentence({"To": {0: {"Email": ["must be text"]}}, "_schema": ["must be an object"]})
    'To.0.Email must be text; the body must be an object'
    """
    if isinstance(messages, Mapping):
        return "; ".join(_sentence(inner, _place(where, name)) for name, inner in messages.items())
    said = messages if isinstance(messages, str) else "; ".join(map(str, messages))
    return f"{where or 'the body'} {said}"


def _place(where: str, name: object) -> str:
    return where if name == "_schema" else f"{where}.{name}".lstrip(".")
