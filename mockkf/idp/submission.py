"""A token request as a client sent it: reads forms and JSON, and the credentials in the Authorization header."""

import base64
import binascii
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

if TYPE_CHECKING:
    from werkzeug.wrappers import Request

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True)
class Submission:
    """The parameters and the Authorization header of a token request.

    `is_accepted` is false if the provider does not read bodies of this media type, `is_readable` if it reads them, but
    this body is malformed. Either has no parameters. An empty parameter counts as omitted (RFC 6749, 3.2).
    """

    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    authorization: str = field(default="", repr=False)
    is_accepted: bool = True
    is_readable: bool = True

    def value(self, name: str) -> str:
        """Return the first value of a parameter; empty text if it is missing."""
        return self.parameters.get(name, ("",))[0]

    @property
    def basic(self) -> tuple[str, str] | None:
        """Client id and secret of the header, None if it has none; both are form-encoded in it (RFC 6749, 2.3.1)."""
        scheme, _, credentials = self.authorization.partition(" ")
        try:
            text = base64.b64decode(credentials.strip(), validate=True).decode()
        except (binascii.Error, ValueError):
            return None
        name, _, secret = text.partition(":")
        return (unquote_plus(name), unquote_plus(secret)) if scheme.lower() == "basic" and name and secret else None


def read(request: "Request", media_types: Collection[str]) -> Submission:
    """Return the token request in `request`; only bodies of these media types are read."""
    header = request.headers.get("Authorization", "")
    if request.mimetype not in media_types:
        return Submission(authorization=header, is_accepted=False)
    if request.mimetype == FORM:
        return Submission({name: tuple(values) for name, values in request.form.lists()}, header)
    members = _members(request.get_data())
    return Submission(members or {}, header, is_readable=members is not None)


def _members(body: bytes) -> Mapping[str, tuple[str, ...]] | None:
    """Return the members of a JSON object as parameters; None if it is none, or if a member is not text."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    found = {name: _text(name, value) for name, value in content.items() if value is not None}
    return None if None in found.values() else {name: (value,) for name, value in found.items() if value is not None}


def _text(name: str, value: Any) -> str | None:
    """Return a member as text, None if it is none; `scope` may be a list. Half of a surrogate pair is no character."""
    if name == "scope" and isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = " ".join(value)
    return value.encode(errors="replace").decode() if isinstance(value, str) else None
