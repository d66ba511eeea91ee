"""Reading and writing of bodies: any letter case is read, the documented one is written, all errors are reported."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load

from mockkf.command.schemas.members import Member, kind
from mockkf.errors import Invalid
from mockkf.model import Deviation

NAME = re.compile(r"[\w.$@ -]{0,64}")
"""A text that can be the name of a member, even a misspelt one."""


class Body(Schema):
    """A JSON object that the API reads or writes; its members have the order of `Meta.fields`.

    `deprecated` members are accepted and ignored. Its keys are lower-case names; its values say what to send instead.
    `title` is its name in the OpenAPI document; by default that of its class.
    """

    deprecated: ClassVar[Mapping[str, str]] = {}
    title: ClassVar[str | None] = None
    hides_names: ClassVar[bool] = False

    class Meta:
        """Unknown members are ignored."""

        unknown = EXCLUDE

    def on_bind_field(self, field_name: str, field_obj: "fields.Field[Any]") -> None:
        """Set the name of a member on the wire, unless it is set already."""
        if field_obj.data_key is None:
            field_obj.data_key = "".join(part.capitalize() for part in field_name.split("_"))

    @pre_load
    def spell(self, body: Any, **_: Any) -> Any:
        """Return the members under their documented names, without nulls: null means not given."""
        if not isinstance(body, dict):
            return body
        names = {str(field.data_key).lower(): str(field.data_key) for field in self.load_fields.values()}
        return {names.get(name.lower(), name): value for name, value in body.items() if value is not None}

    def read(self, body: Any, spare: Collection[str] = ()) -> Any:
        """Return the value of `body`; members in `spare` may be missing. Raise `Invalid`, naming all errors."""
        if not isinstance(body, dict):
            raise Invalid([f"The body must be a JSON object, not {kind(body)}"])
        try:
            return self.load(body, partial=tuple(spare))
        except ValidationError as error:
            raise Invalid(_problems(error.messages_dict)) from None

    def write(self, value: Any) -> Any:
        """Return the answer for `value`, ready for JSON."""
        return self.dump(value)

    def deviations(self, body: Any, path: str = "") -> Iterator[Deviation]:
        """Return the deviations of `body`: parts that mockkf understands, but the documents do not allow."""
        if not isinstance(body, dict):
            return
        documented = {name.lower(): (name, field) for name, field in self.documented.items()}
        for given, value in body.items():
            name, field = documented.get(given.lower(), (None, None))
            where = f"{path}.{self._shown_name(given, is_known=given.lower() in documented)}".lstrip(".")
            if given.lower() in self.deprecated:
                yield Deviation("deprecated-member", f"{where} is deprecated; {self.deprecated[given.lower()]}")
            elif name is None:
                nearest = difflib.get_close_matches(given.lower(), documented, 1)
                hint = (
                    f"did you mean {documented[nearest[0]][0]}?"
                    if nearest
                    else f"documented members: {', '.join(self.documented)}"
                )
                yield Deviation("unknown-member", f"{where} is not documented and is ignored; {hint}")
            elif given != name:
                yield Deviation("member-case", f"{where} is documented as {name}")
            if isinstance(field, Member) and value is not None:
                yield from field.deviations(value, where)
            elif isinstance(field, Member) and not (field.nullable or field.required):
                yield Deviation("null-value", f"{where} should not be null; leave it out")
        for name, field in self.documented.items():
            if isinstance(field, Member) and field.expected and name not in self.spell(body):
                where = f"{path}.{name}".lstrip(".")
                yield Deviation(field.expected, f"the documents require {where}")

    def schema_name(self) -> str:
        """Return the name of this object in the OpenAPI document."""
        return self.title or re.sub("(Answer|Request|Body)$", "", type(self).__name__)

    def rules_in_words(self) -> str:
        """Return the rules between members, as sentences."""
        return ""

    def between(self) -> dict[str, Any]:
        """Return the rules between members, as JSON Schema."""
        return {}

    @property
    def documented(self) -> "dict[str, fields.Field[Any]]":
        """The members that a request may have, by their names on the wire."""
        return {str(field.data_key): field for field in self.load_fields.values()}

    def from_form(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Return the JSON body for the fields of a form; an empty text means not given."""
        documented = {name.lower(): field for name, field in self.documented.items()}
        plain = Member()
        chosen = {name: documented.get(name.lower(), plain) for name in form}
        return {
            name: field.from_text(form[name]) if isinstance(field, Member) else form[name]
            for name, field in chosen.items()
            if form[name]
        }

    def shown(self, body: Any) -> Any:
        """Return `body` for the journal: unknown and secret members are masked."""
        if not isinstance(body, dict):
            return None if body is None else "********"
        known = self._by_lower_name
        return {
            self._shown_name(name, is_known=name.lower() in known): _shown(known.get(name.lower()), value)
            for name, value in body.items()
        }

    @cached_property
    def _by_lower_name(self) -> "dict[str, fields.Field[Any]]":
        return {str(field.data_key).lower(): field for field in self.load_fields.values()}

    def _shown_name(self, name: str, *, is_known: bool) -> str:
        """Return the name of a member, or a mask: if JSON is sent as a form, one "name" contains the whole body."""
        return name if is_known or (NAME.fullmatch(name) and not self.hides_names) else "********"


class Nested(Member):
    """A member that is an object, or with `many` an array of objects."""

    many: ClassVar[bool] = False

    def __init__(self, schema: type[Body], **options: Any) -> None:
        super().__init__(**options)
        self.nested = schema()

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if not isinstance(value, dict):
            raise ValidationError(f"must be an object, not {kind(value)}")
        return self.nested.load(value)

    def _serialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return None if value is None else self.nested.dump(value)

    def shown(self, value: Any) -> Any:
        """Return the object with its unknown and secret members masked."""
        return self.nested.shown(value)

    def deviations(self, value: Any, path: str) -> Iterator[Deviation]:
        """Return the deviations of the object."""
        yield from self.nested.deviations(value, path)


class ListOf(Nested):
    """A member that is an array of objects."""

    many = True

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise ValidationError(f"must be an array of objects, not {kind(value)}")
        return tuple(self.nested.load(value, many=True))

    def _serialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return None if value is None else self.nested.dump(value, many=True)

    def deviations(self, value: Any, path: str) -> Iterator[Deviation]:
        """Return the deviations of each object."""
        for number, entry in enumerate(value if isinstance(value, list) else ()):
            yield from self.nested.deviations(entry, f"{path}[{number}]")

    def shown(self, value: Any) -> Any:
        """Return the objects with their unknown and secret members masked."""
        return [self.nested.shown(entry) for entry in value] if isinstance(value, list) else super().shown(value)


def _shown(field: "fields.Field[Any] | None", value: Any) -> Any:
    return field.shown(value) if isinstance(field, Member) else None if value is None else "********"


def _problems(messages: Mapping[Any, Any], path: str = "") -> Iterator[str]:
    for name, said in messages.items():
        where = (
            path if name == "_schema" else f"{path}[{name}]" if isinstance(name, int) else f"{path}.{name}".lstrip(".")
        )
        if isinstance(said, Mapping):
            yield from _problems(said, where)
        else:
            yield from (f"{where} {sentence}" for sentence in said)
