"""The members that only PAM bodies have: GUIDs, short texts, values of secrets, and nulls."""

import re
from typing import Any

from marshmallow import ValidationError

from mockkf.command.schemas.members import Member
from mockkf.command.schemas.parameters import GUID
from mockkf.command.schemas.texts import Credential, Text

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Uuid(Text):
    """A GUID in any letter case; it is stored in lower case."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        return super()._deserialize(value, *args, **kwargs).lower()

    def check(self, text: str) -> None:
        """Raise `ValidationError` unless `text` is a GUID."""
        super().check(text)
        if not UUID.fullmatch(text.lower()):
            raise ValidationError("must be a GUID")

    def taken(self) -> dict[str, Any]:
        """Return the schema of a GUID."""
        return {**GUID}

    def accepted(self) -> dict[str, Any]:
        """Return the same with a pattern, because validators may ignore formats."""
        return {**GUID, "pattern": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"}


class Short(Text):
    """Text of a limited length."""

    def __init__(self, *, longest: int, **options: Any) -> None:
        super().__init__(**options)
        self.longest = longest

    def check(self, text: str) -> None:
        """Raise `ValidationError` if `text` is longer than `longest` characters."""
        super().check(text)
        if len(text) > self.longest:
            raise ValidationError(f"must not have more than {self.longest} characters")

    def taken(self) -> dict[str, Any]:
        """Return the schema of a text, with its length."""
        return {**super().taken(), "maxLength": self.longest}


class SecretText(Credential):
    """The value of a secret, which must not be empty; it is always masked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(secret=True, **options)

    def check(self, text: str) -> None:
        """Raise `ValidationError` if `text` is empty or has the character NUL."""
        super().check(text)
        if not text:
            raise ValidationError("must not be empty")

    def taken(self) -> dict[str, Any]:
        """Return the schema of a text that is not empty."""
        return {**super().taken(), "minLength": 1}


class NullMember(Member):
    """A member that is always null in answers."""

    def __init__(self, **options: Any) -> None:
        super().__init__(dump_default=None, **options)

    def told(self) -> dict[str, Any]:
        """Return the schema of null."""
        return {"type": "null"}

    def _serialize(self, *_: Any, **__: Any) -> None:
        return None
