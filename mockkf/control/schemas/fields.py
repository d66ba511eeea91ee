"""The types of members and parameters; the error messages of each say what it accepts."""

import re
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, fields, validate

from mockkf.config import duration
from mockkf.errors import ConfigurationError

MISSING = "is missing"

LONGEST_WAIT = 60
"""The maximum wait of a request, in seconds."""

MESSAGE_ID = re.compile("[0-9]{1,10}|[0-9A-Za-z]{22}")
SPAN = r"[0-9]{1,9}(\.[0-9]{1,9})?(ms|s|m)?"
"""The pattern of a wait in the OpenAPI document; longer forms, such as 1m 0s, are also read."""

if TYPE_CHECKING:
    AnyList = fields.List[Any]
else:  # marshmallow 3 takes no type arguments
    AnyList = fields.List


def _words(kind: str) -> dict[str, Any]:
    return {**dict.fromkeys(("null", "invalid", "invalid_utf8"), f"must be {kind}"), "required": MISSING}


class TextField(fields.String):
    """Text of any length."""

    default_error_messages = _words("text")


class TruthField(fields.Boolean):
    """True or false, and nothing that only resembles them."""

    default_error_messages = _words("true or false")

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class TableField(fields.Dict):
    """An object with any members."""

    default_error_messages = _words("an object")


class TextListField(AnyList):
    """A list of `least` or more texts."""

    default_error_messages = _words("a list")

    def __init__(self, *, least: int = 1, **options: Any) -> None:
        super().__init__(TextField(), validate=validate.Length(min=least, error="must not be empty"), **options)


class TableListField(AnyList):
    """A list of objects."""

    default_error_messages = _words("a list")

    def __init__(self, **options: Any) -> None:
        super().__init__(TableField(), **options)


class NumberParameter(fields.Integer):
    """A whole number in a query, in ASCII digits, from 0 to `most`."""

    def __init__(self, about: str, *, most: int = 2**31, **options: Any) -> None:
        super().__init__(metadata={"description": about, "minimum": 0, "maximum": most}, **options)
        self.most = most

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        digits = len(str(self.most))
        if not (value.isascii() and value.isdigit() and len(value) <= digits and int(value) <= self.most):
            raise ValidationError(f"must be a whole number from 0 to {self.most}")
        return int(value)


class TrueFalseParameter(fields.Boolean):
    """`true` or `false` in a query."""

    default_error_messages = _words("true or false")

    def __init__(self, about: str, **options: Any) -> None:
        super().__init__(truthy={"true"}, falsy={"false"}, metadata={"description": about}, **options)


class MessageParameter(fields.String):
    """The number or the uid of a message, as text."""

    def __init__(self, about: str) -> None:
        super().__init__(metadata={"description": about, "pattern": f"^({MESSAGE_ID.pattern})$"})

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not MESSAGE_ID.fullmatch(value):
            raise ValidationError("must be the id of a message: a whole number, or a uid of 22 letters and digits")
        return str(value)


class WaitParameter(fields.String):
    """A duration such as `5s`, converted to seconds."""

    def __init__(self) -> None:
        about = f"how long to wait for a match, such as 5s, 500ms or 5; at most {LONGEST_WAIT}s"
        super().__init__(metadata={"description": about, "pattern": f"^{SPAN}$"})

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        try:
            return duration("wait", value, most=LONGEST_WAIT)
        except ConfigurationError:
            said = f"must be a duration such as 5s, 500ms or 5, from 0 to {LONGEST_WAIT}s"
            raise ValidationError(said) from None
