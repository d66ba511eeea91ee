"""The types of members and parameters. As in Mailpit, a parameter that cannot be read has its default."""

from typing import TYPE_CHECKING, Any

from marshmallow import EXCLUDE, Schema, fields

from mockkf.mailpit.bodies import MailpitBody

LARGEST = 2**31

if TYPE_CHECKING:
    AnyList = fields.List[Any]
else:  # marshmallow 3 takes no type arguments
    AnyList = fields.List


def _words(kind: str) -> dict[str, Any]:
    return dict.fromkeys(("null", "invalid", "invalid_utf8", "type"), f"must be {kind}")


class TextMember(fields.String):
    """Text of any length."""

    default_error_messages = _words("text")


class TruthMember(fields.Boolean):
    """True or false, also from the text of a form."""

    default_error_messages = _words("true or false")


class WholeMember(fields.Integer):
    """A whole number."""

    default_error_messages = _words("a whole number")

    def __init__(self, **options: Any) -> None:
        super().__init__(strict=True, **options)


class TextListMember(AnyList):
    """A list of texts."""

    default_error_messages = _words("a list of text")

    def __init__(self, **options: Any) -> None:
        super().__init__(TextMember(), load_default=list, **options)


class TextTable(fields.Dict):
    """Texts by name."""

    default_error_messages = _words("an object of text")

    def __init__(self, **options: Any) -> None:
        super().__init__(keys=TextMember(), values=TextMember(), load_default=dict, **options)


class ObjectListMember(AnyList):
    """A list of objects."""

    default_error_messages = _words("a list of objects")

    def __init__(self, schema: type[MailpitBody], **options: Any) -> None:
        super().__init__(fields.Nested(schema), load_default=list, **options)


class QueryNumber(fields.Integer):
    """A whole number in a query; anything else is the default."""

    def __init__(self, about: str, default: int) -> None:
        super().__init__(load_default=default, metadata={"description": about, "minimum": 0, "default": default})
        self._usual = default

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        is_number = value.isascii() and value.isdigit() and len(value) <= len(str(LARGEST))
        return min(int(value), LARGEST) if is_number else self._usual


class QueryWord(fields.String):
    """Text in a query, without blanks around it; empty if it is missing."""

    def __init__(self, about: str) -> None:
        super().__init__(load_default="", metadata={"description": about})

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        return str(value).strip()


class MailpitQuery(Schema):
    """The parameters of a query; unknown ones are ignored."""

    class Meta:
        """Other parameters are ignored."""

        unknown = EXCLUDE


class MailpitAnswer(Schema):
    """The members of an answer, for the document only: they are always there."""
