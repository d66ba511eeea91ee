"""The rules that a provider can have for everybody: each returns what is wrong in a token request, or empty text."""

import re
from collections.abc import Callable

from mockkf.idp.submission import Submission

GRANT_TYPE = "client_credentials"
USER_GRANT_TYPES = (
    "authorization_code",
    "implicit",
    "password",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:token-exchange",
)
OPENID_SCOPES = ("openid", "profile", "email", "address", "phone", "offline_access", "groups")

SCOPE_CHARACTER = re.compile(r"[^ !#-\[\]-~]")
"""A character that a scope must not have (RFC 6749, 3.3)."""

Rule = Callable[[Submission], str]


def lacks(name: str) -> Rule:
    """Return the rule that a parameter is missing."""
    return lambda sent: "" if sent.value(name) else name


def gives(name: str) -> Rule:
    """Return the rule that a parameter is there."""
    return lambda sent: name if sent.value(name) else ""


def is_of_another_media_type(sent: Submission) -> str:
    """The provider does not read the body."""
    return "" if sent.is_accepted else "body"


def is_malformed(sent: Submission) -> str:
    """The provider cannot read the body."""
    return "" if sent.is_readable else "body"


def repeats(sent: Submission) -> str:
    """A parameter is given more than once."""
    return next((name for name, values in sent.parameters.items() if len(values) > 1), "")


def has_two_secrets(sent: Submission) -> str:
    """The header and the body have credentials: the client uses two methods (RFC 6749, 2.3)."""
    return sent.authorization and sent.value("client_secret") and "client_secret"


def has_two_credentials(sent: Submission) -> str:
    """The header has credentials, and the body has a client id or a secret."""
    return sent.authorization and (sent.value("client_id") or sent.value("client_secret")) and "client_id"


def is_not_basic(sent: Submission) -> str:
    """The header is there, but is not Basic with a client id and a secret."""
    return "Authorization" if sent.authorization and not sent.basic else ""


def lacks_credentials(sent: Submission) -> str:
    """Neither the header nor the body has a client id or a secret."""
    return "" if sent.basic or sent.value("client_id") or sent.value("client_secret") else "client_id"


def lacks_client_id(sent: Submission) -> str:
    """Neither the header nor the body has a client id."""
    return "" if sent.basic or sent.value("client_id") else "client_id"


def lacks_secret(sent: Submission) -> str:
    """Neither the header nor the body has a secret."""
    return "" if sent.basic or sent.value("client_secret") else "client_secret"


def asks_another_grant(*known: str) -> Rule:
    """Return the rule that the grant type is none of a client itself, nor one of the `known`."""
    return lambda sent: "" if sent.value("grant_type") in {GRANT_TYPE, *known} else sent.value("grant_type")


def has_forbidden_characters(sent: Submission) -> str:
    """A character of the scope is not one that RFC 6749 allows in it."""
    found = SCOPE_CHARACTER.search(sent.value("scope"))
    return found[0] if found else ""


def asks_for_a_user(sent: Submission) -> str:
    """A scope needs a user, and client credentials have none."""
    return next((scope for scope in sent.value("scope").split() if scope in OPENID_SCOPES), "")
