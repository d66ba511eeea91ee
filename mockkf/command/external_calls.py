"""What Command asks of other systems while it sends a test mail."""

from collections.abc import Callable
from dataclasses import dataclass

from mockkf.clients import Credentials
from mockkf.idp import ClientCredentialsRequest
from mockkf.model import Profile, Secret


@dataclass(frozen=True)
class ExternalCalls:
    """The calls that Command makes to other systems while it sends a test mail.

    The arguments of `deliver` are the profile, the credentials or None, sender, recipient and the mail as bytes.
    """

    resolve: Callable[[Secret], str]
    token: Callable[[ClientCredentialsRequest], str]
    deliver: Callable[[Profile, Credentials | None, str, str, bytes], None]
