"""What the body of a request must be like: the same words check it and describe it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mockkf.command import parse
from mockkf.config import know
from mockkf.errors import ConfigurationError

Schema = Mapping[str, Any]

KINDS: Mapping[str, tuple[type, str]] = {
    "object": (dict, "an object"),
    "array": (list, "a list"),
    "string": (str, "text"),
    "boolean": (bool, "true or false"),
}

TEXT: Schema = {"type": "string"}
WORDS: Schema = {"type": "array", "items": TEXT, "minItems": 1}
TABLE: Schema = {"type": "object"}
TABLES: Schema = {"type": "array", "items": TABLE}


@dataclass(frozen=True)
class RequestBody:
    """A body as JSON Schema has it, with an `example`; one that is not `needed` is {} if there is none.

    `others` reads those of other media types than JSON.
    """

    schema: Schema
    example: Any
    is_needed: bool = True
    others: "Mapping[str, Callable[[bytes], Any]] | None" = None

    def read(self, data: bytes, media_type: str) -> Any:
        """The value; an error of the kind that is answered with 400 if it is not as it must be."""
        if not self.is_needed and not data.strip():
            return {}
        value = self._parser(media_type)(data)
        check(value, self.schema, "the body", self.example)
        return value

    def _parser(self, media_type: str) -> Callable[[bytes], Any]:
        if self.others is None or media_type.endswith("json"):
            return parse
        return self.others.get(media_type, next(iter(self.others.values())))


def table(members: Mapping[str, Schema], example: Any, *needed: str, is_needed: bool = True) -> RequestBody:
    """An object with these members and no others, the `needed` ones among them."""
    schema = {"type": "object", "properties": members, "required": [*needed], "additionalProperties": False}
    return RequestBody(schema, example, is_needed)


def check(value: Any, schema: Schema, name: str, example: Any) -> None:
    """Nothing, if `value` is as `schema` says; else `ConfigurationError` with an example."""
    try:
        _check(value, schema, name)
    except ConfigurationError as error:
        raise ConfigurationError(f"{error}; such as {json.dumps(example)}") from None


def _check(value: Any, schema: Schema, name: str) -> None:
    choices = schema.get("anyOf", [schema])
    if "type" not in choices[0]:
        return
    fitting = [choice for choice in choices if isinstance(value, KINDS[choice["type"]][0])]
    if not fitting:
        raise ConfigurationError(f"{name} must be {' or '.join(KINDS[choice['type']][1] for choice in choices)}")
    if isinstance(value, dict):
        _check_members(value, fitting[0])
    elif isinstance(value, list):
        if len(value) < fitting[0].get("minItems", 0):
            raise ConfigurationError(f"{name} must not be empty")
        for number, entry in enumerate(value, 1):
            _check(entry, fitting[0].get("items", {}), f"entry {number} of {name}")


def _check_members(value: Mapping[str, Any], schema: Schema) -> None:
    members = schema.get("properties", {})
    if not schema.get("additionalProperties", True):
        know(value, members, "member")
    missing = [name for name in schema.get("required", ()) if name not in value]
    if missing:
        raise ConfigurationError(f"the member '{missing[0]}' is missing")
    for name, said in value.items():
        if name in members:
            _check(said, members[name], name)
