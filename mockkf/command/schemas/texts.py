"""The members that are text: plain text, credentials, host names and mail addresses."""

import ipaddress
import re
from collections.abc import Iterator
from typing import Any

from marshmallow import ValidationError

from mockkf.command.schemas.members import Member, kind
from mockkf.model import LONGEST_HOST, Deviation, Secret

CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
SURROGATES = re.compile("[\ud800-\udfff]")
LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)", re.UNICODE)
LIKE_A_HOST = re.compile(r"[\w.:\[\] -]*", re.UNICODE)
IN_A_DOMAIN = re.compile(r"[^\\@]+\\[^\\]+")
LOCAL_PART = re.compile(r'[^\s@,;:<>()\[\]"\\]{1,64}')

CONTROL_RANGES = r"\u0000-\u001f\u007f-\u009f\u2028\u2029"
PLAIN = rf"[^{CONTROL_RANGES}]*"
NOT_IN_A_HOST = r"\u0000-,/;-@\\^\u0060{-\u00a0\s"
"""All ASCII characters but letters, digits and `-.:[]_`: each dialect of patterns has other letters."""

FILLED = rf"^{PLAIN}[^\s{CONTROL_RANGES}]{PLAIN}$"


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
        return {"type": "string", "pattern": FILLED if self.required else f"^{PLAIN}$"}


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
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_HOST, "pattern": f"^[^{NOT_IN_A_HOST}]+$"}


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
        return {"type": "string", "pattern": rf"^{LOCAL_PART.pattern}@[^{NOT_IN_A_HOST}]+$"}


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
