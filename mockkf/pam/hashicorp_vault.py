"""HashiCorp Vault: a look-up names a secret of the key-value engine, and one of its keys."""

from typing import ClassVar

from mockkf.pam.dot_net import NO_KEY, NOT_JSON, refused
from mockkf.pam.provider import Provider


def _answered(code: int, reason: str) -> str:
    return f"The remote server returned an error: ({code}) {reason}."


class HashicorpVault(Provider):
    """The extension for Vault; it reports the status of an answer, but not its body."""

    type_name = "Hashicorp-Vault"
    asks_for = ("Secret", "Key")
    configured_by: ClassVar = {"Host": "Vault Host", "Token": "Vault Token", "Path": "KV Engine Path"}
    confidential = frozenset({"Token"})
    display_names: ClassVar = {"Secret": "KV Secret Name", "Key": "KV Secret Key"}
    missing = NO_KEY
    words: ClassVar = {
        "empty_value": "The value of the key '{Key}' in the secret '{Secret}' is empty.",  # assumed
        "not_found": _answered(404, "Not Found"),
        "access_denied": _answered(403, "Forbidden"),
        # Vault answers "permission denied" also for an unknown token.
        "auth_failed": _answered(403, "Forbidden"),
        "unreachable": refused("{Host}"),  # assumed
        "timeout": "The operation has timed out.",  # assumed
        "checked_out": _answered(423, "Locked"),  # assumed
        "change_in_progress": _answered(503, "Service Unavailable"),  # assumed
        # A control group answers 200 without the data.
        "approval_required": "Object reference not set to an instance of an object.",  # assumed
        "ambiguous": _answered(400, "Bad Request"),  # assumed
        "malformed_response": NOT_JSON,  # assumed
        "rate_limited": _answered(429, "Too Many Requests"),  # assumed
    }
