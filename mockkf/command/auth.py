"""Authentication of users and clients, and the permissions of their roles."""

import binascii
import hmac
from base64 import b64decode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from mockkf.config import Settings
from mockkf.errors import Forbidden, Unauthorized
from mockkf.http import basic, bearer
from mockkf.model import Account

EVERYTHING = "/"
IN_WORDS = "'Authorization: Basic BASE64' (of DOMAIN\\user:password) or 'Authorization: Bearer TOKEN'"
REALM = "Keyfactor Command"
OFFERED = {"any": ("basic", "bearer"), "basic": ("basic",), "bearer": ("bearer",), "off": ("basic", "bearer")}
"""The schemes that a refusal offers, for each value of the option `auth`."""
OLD_NAMES = {
    "systemsettings: read": "/system_settings/read/",
    "systemsettings: modify": "/system_settings/modify/",
    "privilegedaccessmanagement: read": "/pam/read/",
    "privilegedaccessmanagement: modify": "/pam/modify/",
}
"""The permission names of release 10, and their present names."""


@dataclass(frozen=True)
class Caller:
    """An authenticated caller; `permissions` is None for an account without a role."""

    name: str
    permissions: tuple[str, ...] | None = (EVERYTHING,)


UNIDENTIFIED = Caller("", ())
"""The caller before authentication."""


def identify(authorization: str, settings: Settings, client_of: Callable[[str], str | None]) -> Caller:
    """Return the caller, or raise `Unauthorized`. Any non-empty credentials are accepted until accounts are declared.

    Declared clients of the identity provider restrict the accepted tokens, not the users.
    `client_of` returns the client to which the identity provider issued a token, or None for an invalid token.
    """
    scheme, _, credentials = authorization.strip().partition(" ")
    read = SCHEMES.get(scheme.lower())
    if settings.auth == "off" and read is None:
        return Caller("anonymous")
    if read is None:
        limit = f"; the option auth accepts only {settings.auth.capitalize()}" if settings.auth in SCHEMES else ""
        raise Unauthorized(f"Credentials are required: {IN_WORDS}{limit}.")
    if settings.auth not in {"any", "off", scheme.lower()}:
        raise Unauthorized(f"The option auth accepts only {settings.auth.capitalize()} credentials.")
    name, secret = read(credentials.strip())
    if settings.users is None and settings.clients is None and (name is not None or settings.idp_clients is None):
        return Caller(name or client_of(secret) or "Bearer")
    declared = settings.clients if name is None else settings.users
    account = _matching(declared or (), name, secret)
    if account is None and name is None:
        client = client_of(secret)
        account = next((known for known in settings.idp_clients or () if known.name == client), None)
    if account is None:
        raise Unauthorized("These credentials match no account that the scenario declares.", token=name is None)
    return Caller(account.name, _permissions(account, settings))


def challenges(auth: str, *, token_refused: bool) -> list[str]:
    """Return the values of WWW-Authenticate, one for each scheme that the option `auth` offers.

    `token_refused` says that the call had a token, and that it is invalid.
    """
    offered = {"basic": basic(REALM), "bearer": bearer(REALM, refused=token_refused)}
    return [offered[scheme].to_header() for scheme in OFFERED[auth]]


def may(caller: Caller, permission: str) -> bool:
    """Return whether `caller` has `permission` or a prefix of it."""
    return any(permission.startswith(normal(granted)) for granted in caller.permissions or ())


def demand(caller: Caller, permission: str) -> None:
    """Raise `Forbidden`, in the recorded words, unless `caller` has `permission` or a prefix of it."""
    if caller.permissions is None:
        raise Forbidden(f"User {caller.name} doesn't have the required permission", permission)
    if not may(caller, permission):
        raise Forbidden(f"User {caller.name} does not have the required permissions: {permission}.", permission)


@lru_cache(maxsize=256)
def normal(permission: str) -> str:
    """Return a permission in the form in which permissions are compared.

    The names of release 10, and the singular that the documents use, are aliases.

    >>> normal("/system_setting/modify"), normal("SystemSettings: Read")
    ('/system_settings/modify/', '/system_settings/read/')
    """
    known = OLD_NAMES.get(permission.strip().lower(), permission.strip().lower())
    return f"{known.rstrip('/')}/".replace("/system_setting/", "/system_settings/")


def _basic(credentials: str) -> tuple[str | None, str]:
    try:
        user, colon, password = _decoded(b64decode(credentials, validate=True)).partition(":")
    except (binascii.Error, ValueError):
        raise Unauthorized("Basic credentials must be base64 of 'DOMAIN\\user:password'.") from None
    if not (user and colon and password):
        raise Unauthorized("Basic credentials must have a user and a password.")
    return user, password


def _decoded(credentials: bytes) -> str:
    try:
        return credentials.decode()
    except UnicodeDecodeError:  # some clients, such as `requests`, send Latin-1
        return credentials.decode("latin-1")


def _bearer(credentials: str) -> tuple[str | None, str]:
    if not credentials:
        raise Unauthorized(f"The Bearer token is empty; credentials must be {IN_WORDS}.")
    return None, credentials


SCHEMES = {"basic": _basic, "bearer": _bearer}


def _matching(accounts: Iterable[Account], name: str | None, secret: str) -> Account | None:
    """Return the account with this name and secret. Letter case is ignored, as in Windows; a token has no name."""
    found = None
    for account in accounts:  # compares every account, so that the time reveals nothing
        same = hmac.compare_digest(account.secret.encode(), secret.encode("utf-8", "surrogateescape"))
        if same and (name is None or account.name.lower() == name.lower()):
            found = account
    return found


def _permissions(account: Account, settings: Settings) -> tuple[str, ...] | None:
    if account.roles is None:
        return (EVERYTHING,)
    return tuple(granted for role in account.roles for granted in settings.roles[role]) if account.roles else None
