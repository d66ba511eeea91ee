"""The types of the members of a body; each error message says what the member accepts."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, fields

from mockkf.model import Deviation

if TYPE_CHECKING:
    AnyField = fields.Field[Any]
else:  # marshmallow 3 takes no type arguments
    AnyField = fields.Field

KINDS: Mapping[type, str] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "an array",
    dict: "an object",
}


def kind(value: Any) -> str:
    """Return the type of a JSON value, in words.

    >>> kind([1]), kind(True)
    ('an array', 'true or false')
    """
    return KINDS.get(type(value), "null")


class Member(AnyField):
    """A member of a body; a `secret` member is always masked, an `always` member has a value in every answer.

    `expected` names the deviation of a request without this member, if the documents require it and mockkf does not.
    A member that is not `nullable` may be absent, but null in its place is a deviation.
    """

    def __init__(
        self,
        *,
        secret: bool = False,
        always: bool = False,
        expected: str | None = None,
        nullable: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(error_messages={"required": "is required"}, **options)
        self.secret = secret
        self.always = always
        self.expected = expected
        self.nullable = nullable

    def shown(self, value: Any) -> Any:
        """Return `value` for the journal, masked if necessary."""
        return None if value is None else "********" if self.secret else value

    def deviations(self, value: Any, path: str) -> Iterator[Deviation]:
        """Return the deviations of `value`, which stands at `path` in the body."""
        del value, path
        yield from ()

    def from_text(self, text: str) -> Any:
        """Return the JSON value for the `text` of a form field."""
        return text

    @property
    def schema_name(self) -> str | None:
        """The name of the schema of this member in the OpenAPI document, if it is a type of its own."""
        return None

    def taken(self) -> dict[str, Any]:
        """Return the JSON Schema of this member in a request."""
        return {}

    def accepted(self) -> dict[str, Any]:
        """Return the JSON Schema of every value that a request may have here, the undocumented forms too."""
        return self.taken()

    def told(self) -> dict[str, Any]:
        """Return the JSON Schema of this member in an answer."""
        return self.taken()


class DeprecatedMember(Member):
    """A member that the documents call deprecated; any value is accepted and ignored."""

    def __init__(self, instead: str, **options: Any) -> None:
        super().__init__(**options)
        self._about = {"description": f"Deprecated and ignored; {instead}.", "deprecated": True}

    def taken(self) -> dict[str, Any]:
        """Return the schema of a deprecated text."""
        return {"type": "string", **self._about}

    def accepted(self) -> dict[str, Any]:
        """Return a schema for any value."""
        return {**self._about}


class WholeNumber(Member):
    """A JSON number without a fraction, from `least` to `most`."""

    def __init__(self, *, least: int = 0, most: int = 2**31 - 1, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        allowed = f"must be a whole number from {self.least} to {self.most}"
        if type(value) is not int:
            raise ValidationError(f"{allowed}, not {kind(value)}")
        if not self.least <= value <= self.most:
            raise ValidationError(allowed)
        return value

    def from_text(self, text: str) -> Any:
        """Return `text` as a number, or unchanged if it is no number; validation then rejects it."""
        return int(text) if re.fullmatch(r"-?[0-9]{1,20}", text) else text

    def taken(self) -> dict[str, Any]:
        """A whole number in its range."""
        return {"type": "integer", "format": "int32", "minimum": self.least, "maximum": self.most}


class OneOf(WholeNumber):
    """One of a few numbers with their meanings; the meaning of the `meaningless` numbers is undocumented."""

    def __init__(self, choices: Mapping[int, str], meaningless: Collection[int] = (), **options: Any) -> None:
        super().__init__(**options)
        self.choices = choices
        self.meaningless = meaningless

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        if type(value) is not int or value not in (*self.choices, *self.meaningless):
            raise ValidationError(f"must be {self._allowed()}")
        return value

    def deviations(self, value: Any, path: str) -> Iterator[Deviation]:
        """Return a deviation for a number without a documented meaning."""
        if type(value) is int and value in self.meaningless:
            yield Deviation("type-undocumented", f"{path} must be {self._allowed()}; {value} has no documented meaning")

    def taken(self) -> dict[str, Any]:
        """Return a schema with the numbers that have a meaning."""
        return {"type": "integer", "format": "int32", "enum": [*self.choices], "description": self._allowed()}

    def told(self) -> dict[str, Any]:
        """Return a schema for any number: a newer api version may have stored one that this version rejects."""
        return {"type": "integer", "format": "int32"}

    def _allowed(self) -> str:
        return " or ".join(f"{number} ({meaning})" for number, meaning in self.choices.items())


class TrueFalse(Member):
    """`true` or `false`."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError(f"must be true or false, not {kind(value)}")
        return value

    def from_text(self, text: str) -> Any:
        """Return `text` as a boolean, or unchanged if it is none; validation then rejects it."""
        return {"true": True, "false": False}.get(text.lower(), text)

    def taken(self) -> dict[str, Any]:
        """Return the schema of a boolean."""
        return {"type": "boolean"}
