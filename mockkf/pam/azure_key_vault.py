"""Azure Key Vault, with the managed identity of the machine of Command."""

from typing import ClassVar

from mockkf.pam.dot_net import refused
from mockkf.pam.provider import Provider


def _failed(status: str, code: str, text: str) -> str:
    return f"Status: {status} ErrorCode: {code} {text}"


def _gave_up(reason: str) -> str:
    return f"Retry failed after 4 tries. Retry settings can be adjusted in ClientOptions.Retry. ({reason})"


class AzureKeyVault(Provider):
    """The extension for Key Vault with a managed identity."""

    type_name = "Azure-KeyVault"
    asks_for = ("SecretId",)
    configured_by: ClassVar = {"KeyVaultUri": "Key Vault URI", "AuthorityHost": "Authority Host"}
    display_names: ClassVar = {"SecretId": "Secret ID"}
    missing = "Dictionary instanceParameters is missing a value for {name}"
    words: ClassVar = {
        "empty_value": "The value of the secret {SecretId} is empty.",  # assumed
        "not_found": _failed(
            "404 (Not Found)",
            "SecretNotFound",
            "A secret with (name/id) {SecretId} was not found in this key vault. If you recently deleted this secret "
            "you may be able to recover it using the correct recovery command.",
        ),
        "access_denied": _failed(
            "403 (Forbidden)", "ForbiddenByRbac", "Caller is not authorized to perform action on resource."
        ),
        "auth_failed": "DefaultAzureCredential failed to retrieve a token from the included credentials.",  # assumed
        "unreachable": _gave_up(refused("{KeyVaultUri}")),  # assumed
        "timeout": _gave_up("The operation was cancelled because it exceeded the configured timeout."),  # assumed
        "checked_out": _failed(  # assumed
            "403 (Forbidden)", "SecretDisabled", "Operation get is not allowed on a disabled secret."
        ),
        "change_in_progress": _failed(  # assumed
            "409 (Conflict)", "Conflict", "The secret {SecretId} is currently being changed."
        ),
        "approval_required": _failed(  # assumed
            "403 (Forbidden)", "ForbiddenByPolicy", "The use of the secret {SecretId} needs an approval."
        ),
        "ambiguous": _failed(  # assumed
            "400 (Bad Request)", "BadParameter", "The request URI contains an invalid name: {SecretId}"
        ),
        "malformed_response": "'<' is an invalid start of a value. LineNumber: 0 | BytePositionInLine: 0.",  # assumed
        "rate_limited": _failed(  # assumed
            "429 (Too Many Requests)", "Throttled", "The request was not processed: too many requests were received."
        ),
    }
