"""A mail host that a scenario declares."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mockkf.model.accounts import Users

LONGEST_HOST = 253
"""The maximum number of characters of a host name (RFC 1035 s 2.3.4: 255 octets with the length of each label)."""

SIZE_LIMIT = 33_554_432
"""The default limit for the size of a mail, in bytes."""

PORTS: Mapping[int, str] = {25: "starttls", 465: "implicit", 587: "starttls"}
"""The default ports of a host, with their modes."""


@dataclass(frozen=True)
class MailHost:
    """A host name that resolves, and the mail server under it.

    The mode of a port is `plain`, `starttls` (offered), `required` (STARTTLS required) or `implicit`. With `users`,
    only they may log on. With `require_login`, the server refuses mail before a login. `send_as` has the senders that
    each user may use in addition to its own name. `certificate` is `valid` or one of `mockkf.faults.CERTIFICATES`.
    """

    name: str
    ports: Mapping[int, str] = field(default_factory=lambda: PORTS)
    mechanisms: tuple[str, ...] | None = None
    users: Users | None = None
    require_login: bool = False
    send_as: Mapping[str, tuple[str, ...]] | None = None
    certificate: str = "valid"
    size_limit: int = SIZE_LIMIT
