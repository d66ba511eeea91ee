"""Delinea Secret Server: a look-up names a secret by its number, and one of its fields."""

from typing import ClassVar

from mockkf.pam.dot_net import NOT_JSON, WHOLE_NUMBER, refused, status, timed_out
from mockkf.pam.provider import Address, Provider, SecretUnavailable


class DelineaSecretServer(Provider):
    """The extension for Secret Server; it reports the status of an answer, but not its body."""

    type_name = "Delinea-SecretServer"
    asks_for = ("SecretId", "SecretFieldName")
    configured_by: ClassVar = {
        "Host": "Secret Server URL",
        "Username": "Secret Server Username",
        "Password": "Secret Server Password",
        "ClientId": "Secret Server Client ID",
        "ClientSecret": "Secret Server Client Secret",
        "GrantType": "Grant Type",
    }
    confidential = frozenset({"Username", "Password", "ClientId", "ClientSecret"})
    display_names: ClassVar = {"SecretId": "Secret ID", "SecretFieldName": "Secret Field Name"}
    missing = "Instance parameter '{name}' not provided"
    words: ClassVar = {
        "empty_value": "Secret '{SecretId}' has no value in the field '{SecretFieldName}'",  # assumed
        # Secret Server answers 400 API_AccessDenied both for a forbidden and for a missing secret.
        "not_found": status(400, "Bad Request"),
        "access_denied": status(400, "Bad Request"),
        "auth_failed": status(400, "Bad Request"),
        "unreachable": refused("{Host}"),  # assumed
        "timeout": timed_out(60),
        "checked_out": status(400, "Bad Request"),
        "change_in_progress": status(400, "Bad Request"),  # assumed
        "approval_required": status(400, "Bad Request"),
        "ambiguous": status(400, "Bad Request"),  # assumed
        "malformed_response": NOT_JSON,  # assumed
        "rate_limited": status(429, "Too Many Requests"),  # assumed
    }

    def check(self, address: Address) -> None:
        """Raise `SecretUnavailable` unless the id of the secret is a whole number."""
        number = address.get("SecretId", "")
        if not WHOLE_NUMBER.fullmatch(number):
            raise SecretUnavailable(f"Unable to parse '{number}' as an integer")
