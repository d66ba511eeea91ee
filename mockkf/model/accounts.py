"""Who may log on, call and send, and with what tokens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Users:
    """Names and passwords by which one may log on at the mail server; printing them shows nothing."""

    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Account:
    """Somebody who may call the API; `roles` is None for one who may do everything.

    A client of the identity provider may have limits, and `claims` that its tokens hold beside the usual ones.
    """

    name: str
    secret: str = field(repr=False)
    roles: tuple[str, ...] | None = None
    scopes: tuple[str, ...] | None = None
    audiences: tuple[str, ...] | None = None
    claims: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TokenRules:
    """What the mail server asks of a token beside that it is good; None asks nothing.

    `send_as` are the accounts each client may send as.
    """

    audience: str | None = None
    scope: str | None = None
    role: str | None = None
    send_as: Mapping[str, tuple[str, ...]] | None = None
