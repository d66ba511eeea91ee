"""The SMTP profile, and the secrets in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SECRETS: Mapping[str, str] = {
    "RelayUsername": "relay_username",
    "RelayPassword": "relay_password",
    "ClientId": "client_id",
    "ClientSecret": "client_secret",
}
"""The members of a profile that contain a secret, with the names of their fields."""

HIDDEN: Mapping[str, str] = {name: SECRETS[name] for name in ("RelayPassword", "ClientSecret")}
"""The members whose value no answer contains."""


@dataclass(frozen=True)
class Secret:
    """A value that Command stores, or the address of a secret of a PAM provider.

    `repr` shows only its provider.
    """

    value: str | None = field(default=None, repr=False)
    provider: int | None = None
    parameters: Mapping[str, str] | None = field(default=None, repr=False, hash=False)


@dataclass(frozen=True)
class Profile:
    """The SMTP profile as Command stores it; the answer of a release contains only its own members.

    >>> Profile(host="smtp.keyexample.com", sender_account="jsmith@keyexample.com", sender_name="Command").port
    25
    """

    host: str
    sender_account: str
    sender_name: str
    id: int = 1
    port: int = 25
    relay_authentication_type: int = 0
    relay_username: Secret | None = None
    relay_password: Secret | None = None
    use_ssl: bool = False
    client_id: Secret | None = None
    client_secret: Secret | None = None
    token_endpoint: str | None = field(default=None, repr=False)
    scope: str | None = None
    audience: str | None = None
    request_headers: tuple[tuple[str, str], ...] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class TestMail:
    """The request of `POST /SMTP/Test`: a mail to `recipient`, sent with `profile`."""

    __test__ = False
    profile: Profile
    recipient: str
