"""BeyondTrust Password Safe: a look-up names a system and an account by their numbers."""

from typing import ClassVar

from mockkf.pam.dot_net import NO_KEY, NOT_JSON, WHOLE_NUMBER, refused, timed_out
from mockkf.pam.provider import Address, Provider, SecretUnavailable


def _answered(status: str, body: str) -> str:
    return f"Request to Beyond Insight Password Safe was not successful - {status} - {body}"


def _wrapped(text: str) -> str:
    return f"One or more errors occurred. ({text})"


class BeyondTrustPasswordSafe(Provider):
    """The extension for Password Safe; it signs in, requests, reads and signs out."""

    type_name = "BeyondTrust-PasswordSafe"
    asks_for = ("SystemId", "AccountId")
    configured_by: ClassVar = {
        "Host": "BeyondTrust Host",
        "APIKey": "BeyondTrust API Key",
        "Username": "BeyondTrust Username",
        "ClientCertificate": "BeyondTrust Client Certificate Thumbprint",
    }
    confidential = frozenset({"APIKey"})
    display_names: ClassVar = {"SystemId": "BeyondTrust System ID", "AccountId": "BeyondTrust Account ID"}
    missing = NO_KEY
    words: ClassVar = {
        "empty_value": "The credential of account {AccountId} on system {SystemId} is empty.",  # assumed
        "not_found": _answered("NotFound", "Managed account {AccountId} on system {SystemId} was not found"),  # assumed
        "access_denied": _answered("Forbidden", "4031"),
        "auth_failed": _answered("Unauthorized", "User authentication failed"),  # assumed
        "unreachable": _wrapped(refused("{Host}")),  # assumed
        "timeout": _wrapped(timed_out(30)),
        "checked_out": _answered("Conflict", "Conflicting request exists"),
        "change_in_progress": _answered("Conflict", "Password change in progress"),  # assumed
        "approval_required": _answered("Forbidden", "4034"),
        "ambiguous": _answered("BadRequest", "More than one managed account matches"),  # assumed
        "malformed_response": NOT_JSON,  # assumed
        "rate_limited": _answered("TooManyRequests", "Too many requests"),  # assumed
    }

    def check(self, address: Address) -> None:
        """Raise `SecretUnavailable` unless the ids of system and account are whole numbers."""
        for value in (address.get(name, "") for name in self.asks_for):
            if not WHOLE_NUMBER.fullmatch(value):
                raise SecretUnavailable(f"The input string '{value}' was not in a correct format.")  # assumed
