"""The types of the members of a body; each error message says what the member accepts."""

import ipaddress
import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, fields

from mockkf.model import LONGEST_HOST, Deviation, Secret

CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
SURROGATES = re.compile("[\ud800-\udfff]")
LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)", re.UNICODE)
LIKE_A_HOST = re.compile(r"[\w.:\[\] -]*", re.UNICODE)
IN_A_DOMAIN = re.compile(r"[^\\@]+\\[^\\]+")
LOCAL_PART = re.compile(r"[^\s@,;:<>()\[\]\"\\]{1,64}")
PLAIN = r"[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*"

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
    """A member of a body; a `secret` member is always masked.

    `expected` names the deviation of a request without this member, if the documents require it and mockkf does not.
    A member that is not `nullable` may be absent, but null in its place is a deviation.
    """

    def __init__(
        self, *, secret: bool = False, expected: str | None = None, nullable: bool = True, **options: Any
    ) -> None:
        super().__init__(error_messages={"required": "is required"}, **options)
        self.secret = secret
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

    def taken(self) -> dict[str, Any]:
        """Return the JSON Schema of this member in a request."""
        return {}

    def told(self) -> dict[str, Any]:
        """Return the JSON Schema of this member in an answer."""
        return self.taken()


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
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


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
        return {"type": "integer", "enum": [*self.choices], "description": self._allowed()}

    def told(self) -> dict[str, Any]:
        """Return a schema for any number: a newer api version may have stored one that this version rejects."""
        return {"type": "integer"}

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


class Text(Member):
    """Text without control characters."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError(f"must be text, not {kind(value)}")
        self.check(value)
        return value

    def check(self, text: str) -> None:
        """Raise `ValidationError` unless `text` is allowed."""
        if SURROGATES.search(text):
            raise ValidationError("must be valid Unicode text (it has half of a surrogate pair)")
        if self.required and not text.strip():
            raise ValidationError("must not be empty")
        if CONTROLS.search(text):
            raise ValidationError("must not contain line breaks or control characters")

    def taken(self) -> dict[str, Any]:
        """Return a schema for text without control characters; required text must not be empty."""
        return {"type": "string", "pattern": f"^{PLAIN}\\S{PLAIN}$" if self.required else f"^{PLAIN}$"}


class Credential(Text):
    """A user name or password as text, without NUL: no login can transmit NUL."""

    def check(self, text: str) -> None:
        """Raise `ValidationError` unless `text` can be used in a login."""
        if SURROGATES.search(text):
            raise ValidationError("must be valid Unicode text (it has half of a surrogate pair)")
        if "\0" in text:
            raise ValidationError("must not contain the character NUL")

    def taken(self) -> dict[str, Any]:
        """Return a schema for text without NUL."""
        return {"type": "string", "pattern": r"^[^\u0000]*$"}

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Secret:  # type: ignore[override]
        return Secret(value=super()._deserialize(value, *args, **kwargs))

    def _serialize(self, value: Secret | None, *_: Any, **__: Any) -> str | None:
        if value is None:
            return None
        return "UnsupportedPAMSecret" if value.provider is not None else value.value


class UserName(Credential):
    r"""A user name of v1, which the documents want as DOMAIN\user."""

    def deviations(self, value: Any, path: str) -> Iterator[Deviation]:
        """Return a deviation for a name without a domain; it does not repeat the name."""
        if isinstance(value, str) and value and not IN_A_DOMAIN.fullmatch(value):
            yield Deviation("username-form", f"{path} should have the form DOMAIN\\user")


class HostName(Text):
    """A host name or an IP address; underscores are allowed."""

    def check(self, text: str) -> None:
        """Raise `ValidationError` unless `text` is a valid host."""
        super().check(text)
        problem = host_problem(text)
        if problem:
            raise ValidationError(problem)

    def shown(self, value: Any) -> Any:
        """Return the name. Text with other characters is masked: it may be a URL with a password."""
        return value if value is None or LIKE_A_HOST.fullmatch(str(value)) else "********"

    def taken(self) -> dict[str, Any]:
        """Return a schema that checks as much as a pattern can."""
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_HOST, "pattern": r"^[\w.:\[\]-]+$"}


class MailAddress(Text):
    """Exactly one e-mail address, without a display name."""

    def check(self, text: str) -> None:
        """Raise `ValidationError` unless `text` is one address."""
        super().check(text)
        local, at, domain = text.rpartition("@")
        if not at or not LOCAL_PART.fullmatch(local) or host_problem(domain):
            raise ValidationError("must be exactly one e-mail address (such as mjones@keyexample.com)")

    def taken(self) -> dict[str, Any]:
        """Return a schema that checks as much as a pattern can."""
        return {"type": "string", "pattern": rf"^{LOCAL_PART.pattern}@[\w.:\[\]-]+$"}


def host_problem(text: str) -> str | None:
    """Return the error of `text` as a host name or IP address, or None if it is valid.

    >>> host_problem("smtp.keyexample.com"), host_problem("smtp..com")
    (None, "must be a host name: '' is not a valid label")
    """
    if len(text) > LONGEST_HOST:
        return f"must be a host name of at most {LONGEST_HOST} characters"
    if text.startswith("[") != text.endswith("]"):
        return "must be a host name: its brackets are not balanced"
    if text.startswith("["):
        return None if _is_address(text[1:-1]) else "must be a host name or, in brackets, an IP address"
    if _is_address(text):
        return None
    wrong = [label for label in text.removesuffix(".").split(".") if not LABEL.fullmatch(label)]
    if not wrong:
        return None
    # Text with other characters may be a URL with a password, so the message does not quote it.
    what = f"'{wrong[0][:63]}' is not a valid label" if LIKE_A_HOST.fullmatch(text) else "it has invalid characters"
    return f"must be a host name: {what}"


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.removeprefix("IPv6:"))
    except ValueError:
        return False
    return True
