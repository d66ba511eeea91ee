"""A mail host that a scenario declares."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mockkf.model.accounts import Users

SIZE_LIMIT = 33_554_432
"""Bytes of a mail that are taken, unless a host says something else."""

PORTS: Mapping[int, str] = {25: "starttls", 465: "implicit", 587: "starttls"}
"""The ports of a host, unless it says something else."""


@dataclass(frozen=True)
class MailHost:
    """A name that resolves, and the mail server under it.

    Each of its `ports` is `plain`, `starttls` (offered), `required` (nothing before it) or `implicit`. With `users`
    only they log on, with `require_login` nobody sends without; `send_as` are the senders each user may name, beside
    itself; `certificate` is one of the kinds of `mockkf.faults`.
    """

    name: str
    ports: Mapping[int, str] = field(default_factory=lambda: PORTS)
    mechanisms: tuple[str, ...] | None = None
    users: Users | None = None
    require_login: bool = False
    send_as: Mapping[str, tuple[str, ...]] | None = None
    certificate: str = "valid"
    size_limit: int = SIZE_LIMIT
