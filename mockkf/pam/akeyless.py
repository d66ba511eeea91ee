"""Akeyless: a secret has a path and a type; if the type has fields, a look-up names one of them."""

from typing import ClassVar

from mockkf.pam.dot_net import refused, timed_out
from mockkf.pam.provider import Address, Provider, SecretUnavailable

SECRET_TYPES = ("static_text", "static_json", "static_kv")


class Akeyless(Provider):
    """The extension for static secrets. A `static_text` has no fields; a look-up may read a whole `static_json`."""

    type_name = "Akeyless"
    asks_for = ("SecretName", "SecretType")
    optional = ("StaticSecretFieldName",)
    configured_by: ClassVar = {
        "Url": "Akeyless URL",
        "AccessId": "Access ID",
        "AccessKey": "Access Key",
        "AuthType": "Auth Type",
    }
    confidential = frozenset({"AccessId", "AccessKey"})
    display_names: ClassVar = {
        "SecretName": "Secret Name",
        "SecretType": "Secret Type",
        "StaticSecretFieldName": "Static Secret Field Name",
    }
    missing = "instance configuration parameter '{name}' not provided"
    words: ClassVar = {
        "empty_value": "Secret '{SecretName}' is empty",
        "not_found": "Secret '{SecretName}' not found in Akeyless",
        "access_denied": "Error calling GetSecretValue: access to '{SecretName}' is unauthorized (HTTP 403)",  # assumed
        "auth_failed": "Unable to authenticate to Akeyless API (HTTP 401). Check AccessId and AccessKey configuration.",
        "unreachable": f"Error calling Auth: {refused('{Url}')}",  # assumed
        "timeout": f"Error calling GetSecretValue: {timed_out(100)}",  # assumed
        "checked_out": "Error calling GetSecretValue: '{SecretName}' is checked out (HTTP 409)",  # assumed
        "change_in_progress": "Error calling GetSecretValue: '{SecretName}' is being updated (HTTP 409)",  # assumed
        "approval_required": "Error calling GetSecretValue: '{SecretName}' needs an approval (HTTP 403)",  # assumed
        "ambiguous": "Error calling GetSecretValue: more than one item matches '{SecretName}' (HTTP 400)",  # assumed
        "malformed_response": "Secret does not contain the specified field '{StaticSecretFieldName}'",
        "rate_limited": "Error calling GetSecretValue: too many requests (HTTP 429)",  # assumed
    }

    def check(self, address: Address) -> None:
        """Raise `SecretUnavailable` for an unknown type of secret, and for a `static_kv` without a field."""
        kind = address.get("SecretType", "static_text")
        if kind not in SECRET_TYPES:
            allowed = ", ".join(SECRET_TYPES)
            raise SecretUnavailable(f"Invalid secret type '{kind}' specified, please use one of [{allowed}]")
        if kind == "static_kv" and not address.get("StaticSecretFieldName", "").strip():
            raise SecretUnavailable("Akeyless configuration is invalid, please review server logs.")
