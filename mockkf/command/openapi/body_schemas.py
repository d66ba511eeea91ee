"""The bodies as JSON Schema; the document contains each one once, under a name."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import fields, missing

from mockkf.command.schemas import Operation
from mockkf.command.schemas.body import Body, Nested
from mockkf.command.schemas.members import Member
from mockkf.command.schemas.secret import EitherSecret

NULL: Mapping[str, Any] = {"type": "null"}
ABOUT = ("description", "deprecated")
"""Keywords about a member, which stand beside `anyOf`, not in one of its alternatives."""


class BodySchemas:
    """The schemas for client generators: types and limits, and the rules between members in words.

    Generators do not read conditions (`if`, `then`), alternatives beside properties (`oneOf`), a choice of text or
    object, several media types for one body, nor a type that is only null.
    """

    media_types: ClassVar[tuple[str, ...]] = ("application/json",)

    def __init__(self, spec: APISpec, plugin: MarshmallowPlugin) -> None:
        assert plugin.converter is not None  # noqa: S101 - `APISpec` initialized the plugin
        self._components = spec.components
        self._converter = plugin.converter

    def request(self, wire: Body, name: str) -> dict[str, Any]:
        """Return the schema of the request body `wire`."""
        properties = {
            member: self._taken(field) if field.required else self.optional(field, self._taken(field))
            for member, field in wire.documented.items()
        }
        required = [member for member, field in wire.documented.items() if field.required]
        return self._object(name, properties, required, self.rules(wire))

    def answer(self, called: Operation) -> Mapping[str, Any] | None:
        """Return the schema of the answer of an operation, or None for an empty answer."""
        if called.answer is None:
            return called.plain
        one = self._answered(called.answer)
        return {"type": "array", "items": one} if called.many else one

    def rules(self, wire: Body) -> Mapping[str, Any]:
        """Return the rules between the members of a request, as keywords of its schema."""
        return {"description": wire.rules_in_words()} if wire.rules_in_words() else {}

    def optional(self, field: "fields.Field[Any]", shape: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a member that may be absent; null means absent, where the documents allow it."""
        return (
            _or_null(shape, self.default(field))
            if getattr(field, "nullable", True)
            else _described(shape, self.default(field))
        )

    def default(self, field: "fields.Field[Any]") -> Mapping[str, Any]:
        """Return the default in words: with the keyword, some generators make the member a required one."""
        return {"description": f"By default {json.dumps(field.load_default)}."} if _has_default(field) else {}

    def either(self, member: EitherSecret) -> dict[str, Any]:
        """Return the schema of the form that the documents show."""
        return self.secret(member) if member.as_object else self.taken(member)

    def secret(self, member: EitherSecret) -> dict[str, Any]:
        """Return the schema of the secret object that `member` may be."""
        return self.request(member.instead, member.instead.schema_name())

    def taken(self, member: Member) -> dict[str, Any]:
        """Return the schema of a member of a request."""
        return member.taken()

    def told(self, member: Member) -> dict[str, Any]:
        """Return the schema of a member of an answer."""
        shape = member.told()
        return {} if shape == NULL else shape

    def _answered(self, wire: Body) -> dict[str, Any]:
        told = {str(field.data_key): field for field in wire.dump_fields.values()}
        properties = {
            member: self._told(field) if _is_never_null(field) else _or_null(self._told(field))
            for member, field in told.items()
        }
        required = [member for member, field in told.items() if not _may_be_left_out(field)]
        return self._object(f"{wire.schema_name()}Answer", properties, required, {})

    def _taken(self, field: "fields.Field[Any]") -> dict[str, Any]:
        if not isinstance(field, Member):
            return self._converter.field2property(field)
        if isinstance(field, Nested):
            return _many(field, self.request(field.nested, field.nested.schema_name()))
        return self.either(field) if isinstance(field, EitherSecret) else self._own(field, self.taken(field))

    def _told(self, field: "fields.Field[Any]") -> dict[str, Any]:
        if not isinstance(field, Member):
            return self._converter.field2property(field)
        if isinstance(field, Nested):
            return _many(field, self._answered(field.nested))
        return self._own(field, self.told(field))

    def _own(self, member: Member, shape: dict[str, Any]) -> dict[str, Any]:
        """Return a reference to `shape`, if it is a type of its own."""
        return shape if member.schema_name is None else self._named(member.schema_name, shape)

    def _object(
        self, name: str, properties: Mapping[str, Any], required: list[str], rules: Mapping[str, Any]
    ) -> dict[str, Any]:
        needed = {"required": required} if required else {}
        return self._named(name, {"type": "object", **rules, "properties": properties, **needed})

    def _named(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        """Add `schema` to the components, and return the reference to it."""
        known = self._components.schemas.setdefault(name, schema)
        assert known == schema, f"two schemas have the name {name}"  # noqa: S101 - each has a name of its own
        return {"$ref": f"#/components/schemas/{name}"}


class StrictBodySchemas(BodySchemas):
    """The schemas for validators: they reject what the API rejects, as far as JSON Schema can."""

    media_types = (*BodySchemas.media_types, "text/json", "application/json-patch+json", "application/*+json")

    def rules(self, wire: Body) -> Mapping[str, Any]:
        """Return the rules between members as conditions and alternatives."""
        return {**super().rules(wire), **wire.between()}

    def optional(self, field: "fields.Field[Any]", shape: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a member that may be absent; null always means absent."""
        return _or_null(shape, self.default(field))

    def default(self, field: "fields.Field[Any]") -> Mapping[str, Any]:
        """Return the keyword for the default."""
        return {"default": field.load_default} if _has_default(field) else {}

    def either(self, member: EitherSecret) -> dict[str, Any]:
        """Return the schema of both forms."""
        return {"anyOf": [self.taken(member), self.secret(member)]}

    def taken(self, member: Member) -> dict[str, Any]:
        """Return the schema of everything that the API accepts."""
        return member.accepted()

    def told(self, member: Member) -> dict[str, Any]:
        """Return the exact schema of a member of an answer."""
        return member.told()


def _many(field: Nested, one: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": one} if field.many else one


def _or_null(shape: Mapping[str, Any], default: Mapping[str, Any] = MappingProxyType({})) -> dict[str, Any]:
    """Return `shape` or null, with the keywords of its `default`; a shape without a type allows null already."""
    about = {key: shape[key] for key in ABOUT if key in shape}
    type_ = {key: value for key, value in shape.items() if key not in ABOUT}
    if type_ in ({}, NULL):
        return dict(shape)
    alternatives = type_["anyOf"] if type_.keys() == {"anyOf"} else [type_]
    return _described({"anyOf": [*alternatives, dict(NULL)], **about}, default)


def _described(shape: Mapping[str, Any], default: Mapping[str, Any]) -> dict[str, Any]:
    """Return `shape` with the keywords of its `default`, and both descriptions."""
    said = [part["description"].rstrip(".") for part in (shape, default) if "description" in part]
    return {**shape, **default, **({"description": f"{'. '.join(said)}."} if said else {})}


def _has_default(field: "fields.Field[Any]") -> bool:
    return isinstance(field.load_default, str | int)


def _is_never_null(field: "fields.Field[Any]") -> bool:
    return field.required or getattr(field, "always", False) or field.load_default not in (missing, None)


def _may_be_left_out(field: "fields.Field[Any]") -> bool:
    """Return whether an option can omit this member from answers: the deprecated one, and hidden secrets."""
    return field.dump_only or getattr(field, "hidden", False)
