"""1Password, used through its command line: a look-up names an item of one vault, and one of its fields."""

from typing import ClassVar

from mockkf.pam.dot_net import NO_KEY
from mockkf.pam.provider import Provider


class OnePasswordCli(Provider):
    """The extension that runs `op` with a service account and returns its output."""

    type_name = "1Password-CLI"
    asks_for = ("Item", "Field")
    configured_by: ClassVar = {"Vault": "1Password Secret Vault", "Token": "1Password Service Account Token"}
    confidential = frozenset({"Token"})
    display_names: ClassVar = {"Item": "1Password Item Name", "Field": "Field Name on Item"}
    missing = NO_KEY  # assumed
    words: ClassVar = {
        "empty_value": '[ERROR] the field "{Field}" of the item "{Item}" is empty',  # assumed
        "not_found": '[ERROR] "{Item}" isn\'t an item in the "{Vault}" vault. '
        "Specify the item with its UUID, name, or domain.",  # assumed
        "access_denied": '[ERROR] "{Vault}" isn\'t a vault in this account.',  # assumed
        "auth_failed": "[ERROR] 401: Unauthorized: the service account token is not valid",  # assumed
        "unreachable": "[ERROR] dial tcp: connect: connection refused",  # assumed
        "timeout": "[ERROR] net/http: request canceled: Client.Timeout exceeded while awaiting headers",  # assumed
        "checked_out": '[ERROR] 409: Conflict: the item "{Item}" is in use',  # assumed
        "change_in_progress": '[ERROR] 409: Conflict: the item "{Item}" is being edited',  # assumed
        "approval_required": '[ERROR] 403: Forbidden: the item "{Item}" needs an authorization',  # assumed
        "ambiguous": '[ERROR] More than one item matches "{Item}". Try again and specify the item by its ID',  # assumed
        "malformed_response": "[ERROR] invalid character '<' looking for beginning of value",  # assumed
        "rate_limited": "[ERROR] 429: Too Many Requests: you have reached the rate limit",  # assumed
    }
