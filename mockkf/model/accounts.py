"""Accounts: users of the mail server, callers of the API, clients of the identity provider, rules for tokens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Users:
    """The names and passwords that the mail server accepts; `repr` shows none of them."""

    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Account:
    """A caller of the API, or a client of the identity provider; `roles` is None if every call is allowed.

    `scopes` and `audiences` limit the tokens of a client, None for no limit. `claims` are additional claims in them.
    """

    name: str
    secret: str = field(repr=False)
    roles: tuple[str, ...] | None = None
    scopes: tuple[str, ...] | None = None
    audiences: tuple[str, ...] | None = None
    claims: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TokenRules:
    """The requirements of the mail server for a valid token; None requires nothing.

    `send_as` has the accounts that each client may send as.
    """

    audience: str | None = None
    scope: str | None = None
    role: str | None = None
    send_as: Mapping[str, tuple[str, ...]] | None = None
