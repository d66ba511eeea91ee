"""The common part of the SMTP bodies of all releases: members, and the rules between them."""

import re
from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from marshmallow import ValidationError, post_load, validates_schema

from mockkf.command.schemas.body import Body, ListOf
from mockkf.command.schemas.members import Member, OneOf, TrueFalse, WholeNumber
from mockkf.command.schemas.secret import EMPTY_SECRET, SecretMember
from mockkf.command.schemas.texts import Credential, HostName, MailAddress, Text, UserName, host_problem
from mockkf.model import Profile, Secret, TestMail

ANONYMOUS, BASIC, OAUTH = 0, 2, 3
MEANINGS = {ANONYMOUS: "anonymous", BASIC: "basic", OAUTH: "OAuth client credentials"}
WITHOUT_OAUTH = {number: MEANINGS[number] for number in (ANONYMOUS, BASIC)}
MEANINGLESS = (1, 4)
"""Numbers that the published OpenAPI lists and no document explains."""

NEEDS: Mapping[int, tuple[str, ...]] = {
    BASIC: ("relay_username", "relay_password"),
    OAUTH: ("client_id", "client_secret", "token_endpoint"),
}
HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
LATIN_1 = re.compile("[\u0020-\u00ff]*")
NEVER_ANSWERED = ("relay_password", "client_secret")
NOTHING: Mapping[str, Any] = {"anyOf": [{"enum": [None, ""]}, {"type": "object", **EMPTY_SECRET}]}
"""The JSON Schema of a value that is as good as an absent one."""


class SmtpBody(Body):
    """A body that describes an SMTP profile, or with TestRecipient a test mail."""

    id = WholeNumber(load_default=1)
    host = HostName(required=True)
    port = WholeNumber(least=1, most=65535, load_default=25, nullable=False)
    sender_account = Text(required=True)
    sender_name = Text(required=True)
    use_ssl = TrueFalse(data_key="UseSSL", load_default=False, nullable=False)
    test_recipient = MailAddress(required=True)

    deprecated: ClassVar[Mapping[str, str]] = {"senderaddress": "send SenderAccount"}

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def needs(self, data: dict[str, Any], original: Any, partial: Collection[str], **_: Any) -> None:
        """Raise `ValidationError` if a member is missing that RelayAuthenticationType requires.

        POST SMTP Test 25.x: "Required if RelayAuthenticationType is …".
        """
        kind_of_login = data.get("relay_authentication_type", ANONYMOUS)
        given = self.spell(original)
        needed = (name for name in NEEDS.get(kind_of_login, ()) if name not in partial)
        lacking = [name for name in needed if self._lacks(name, data, given)]
        if lacking:
            raise ValidationError(
                {str(self.fields[name].data_key): [_is_required(name, kind_of_login)] for name in lacking}
            )

    def rules_in_words(self) -> str:
        """Return which members each RelayAuthenticationType requires."""
        return " ".join(
            f"RelayAuthenticationType {number} ({MEANINGS[number]}) requires {', '.join(names)}."
            for number, names in self._needs().items()
        )

    def between(self) -> dict[str, Any]:
        """Return the rules: each RelayAuthenticationType requires its own members."""
        rules = [_rule(number, names) for number, names in self._needs().items()]
        return {"allOf": rules} if rules else {}

    def _needs(self) -> dict[int, list[str]]:
        """Return the names of the members that each RelayAuthenticationType of this body requires."""
        choices = getattr(self.fields.get("relay_authentication_type"), "choices", {})
        needs = {number: names for number, names in NEEDS.items() if number in choices}
        return {number: [str(self.fields[name].data_key) for name in names] for number, names in needs.items()}

    def _lacks(self, name: str, data: dict[str, Any], given: Mapping[str, Any]) -> bool:
        if name in data:
            value = data[name]
            return not getattr(value, "value", value) and getattr(value, "provider", None) is None
        return str(self.fields[name].data_key) not in given

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Profile | TestMail:
        """Return the profile or the test mail of the body; an empty user name or password means none."""
        recipient = data.pop("test_recipient", None)
        data.pop("sender_address", None)
        given: dict[str, Any] = {name: None if value == Secret(value="") else value for name, value in data.items()}
        profile = Profile(**given)
        return profile if recipient is None else TestMail(profile, recipient)

    def write(self, value: Profile | TestMail) -> Any:
        """Return the answer for `value`, ready for JSON."""
        if isinstance(value, TestMail):
            return self.dump({**vars(value.profile), "test_recipient": value.recipient})
        return self.dump(value)


def _rule(kind_of_login: int, needed: list[str]) -> dict[str, Any]:
    asked = {"RelayAuthenticationType": {"const": kind_of_login}}
    given = {name: {"not": NOTHING} for name in needed}
    return {
        "if": {"required": [*asked], "properties": asked},
        "then": {"required": needed, "properties": given},
    }


def _is_required(name: str, kind_of_login: int) -> str:
    why = " (the API never returns it, so send it again)" if name in NEVER_ANSWERED else ""
    return f"is required when RelayAuthenticationType is {kind_of_login} ({MEANINGS[kind_of_login]}){why}"


class SmtpTextBody(SmtpBody):
    """A v1 body: credentials are text."""

    relay_authentication_type = OneOf(WITHOUT_OAUTH, MEANINGLESS, load_default=ANONYMOUS, nullable=False)
    relay_username = UserName()
    relay_password = Credential(secret=True, load_only=True)
    sender_address: Member = Text(dump_only=True, attribute="sender_account")


class HeaderName(Text):
    """The name of a header that a profile can add to a token request without breaking the request."""

    FORBIDDEN: ClassVar[tuple[str, ...]] = (
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "host",
        "transfer-encoding",
    )

    def check(self, text: str) -> None:
        """Raise `ValidationError` unless `text` is an allowed name."""
        super().check(text)
        if not HEADER_NAME.fullmatch(text):
            raise ValidationError("must be the name of an HTTP header")
        if text.lower() in self.FORBIDDEN:
            raise ValidationError(f"must not be a header that would break the request ({', '.join(self.FORBIDDEN)})")

    def accepted(self) -> dict[str, Any]:
        """Return a schema for the names of headers, the forbidden ones too."""
        return {"type": "string", "pattern": f"^{HEADER_NAME.pattern}$"}


class HeaderValue(Text):
    """The value of a header, in Latin-1, the encoding of HTTP headers."""

    def check(self, text: str) -> None:
        """Raise `ValidationError` unless `text` is Latin-1."""
        super().check(text)
        if not LATIN_1.fullmatch(text):
            raise ValidationError("must be text in Latin-1, the only encoding of a header")


class RequestHeader(Body):
    """One header for the identity provider."""

    title = "RequestHeader"

    name = HeaderName(required=True)
    value = HeaderValue(required=True, secret=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> tuple[str, str]:
        """Return name and value."""
        return data["name"], data["value"]


class RequestHeaders(ListOf):
    """An array of name/value objects."""

    def __init__(self, **options: Any) -> None:
        super().__init__(RequestHeader, **options)

    def _serialize(self, value: tuple[tuple[str, str], ...] | None, *_: Any, **__: Any) -> list[dict[str, str]] | None:
        return None if value is None else [{"Name": name, "Value": text} for name, text in value]


class Url(Text):
    """An absolute http or https URL; the journal omits its user information and query."""

    def check(self, text: str) -> None:
        """Raise `ValidationError` unless `text` is an absolute http or https URL."""
        super().check(text)
        try:
            parts = urlsplit(text)
            host = parts.hostname or ""
            legal = parts.scheme in ("http", "https") and bool(host) and parts.port != 0 and "\\" not in text
            legal = legal and not host_problem(f"[{host}]" if ":" in host else host)
        except ValueError:
            legal = False
        if not legal:
            raise ValidationError("must be an absolute http or https URL")

    def taken(self) -> dict[str, Any]:
        """Return a schema that checks as much as a pattern can."""
        return {"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"}

    def shown(self, value: Any) -> Any:
        """Return the URL without user information, query and fragment; what else may have a password is masked."""
        try:
            parts = urlsplit(value if isinstance(value, str) else "")
        except ValueError:
            return "********"
        url = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
        return "********" if "@" in url else url or None


class SmtpSecretBody(SmtpBody):
    """A v2 body: credentials are secret objects, and Port is required (tables 830, 888)."""

    port = WholeNumber(least=1, most=65535, required=True)
    relay_authentication_type = OneOf(MEANINGS, MEANINGLESS, load_default=ANONYMOUS, nullable=False)
    relay_username = SecretMember()
    relay_password = SecretMember(hidden=True)
    client_id = SecretMember()
    client_secret = SecretMember(hidden=True)
    token_endpoint = Url()
    scope = Text()
    audience = Text()
    request_headers = RequestHeaders()
