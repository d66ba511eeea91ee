"""Command Secret Provider: the secrets in the database of Command, by name."""

from typing import ClassVar

from mockkf.pam.provider import Provider


class CommandSecretProvider(Provider):
    """The built-in provider for Command's own secrets; it has this name since release 25."""

    type_name = "Command Secret Provider"
    asks_for = ("SecretName",)
    display_names: ClassVar = {"SecretName": "Secret Name"}
    missing = "The parameter '{name}' is required."  # assumed
    words: ClassVar = {
        "empty_value": "The secret '{SecretName}' has no value.",  # assumed
        "not_found": "No secret with the name '{SecretName}' was found.",  # assumed
        "access_denied": "Access to the secret '{SecretName}' was denied.",  # assumed
        "auth_failed": "The secret '{SecretName}' could not be decrypted.",  # assumed
        "unreachable": "A network-related error occurred while connecting to the database.",  # assumed
        "timeout": "The timeout period elapsed before the secret '{SecretName}' was read.",  # assumed
        "checked_out": "The secret '{SecretName}' is in use.",  # assumed
        "change_in_progress": "The secret '{SecretName}' is being updated.",  # assumed
        "approval_required": "The use of the secret '{SecretName}' is not approved.",  # assumed
        "ambiguous": "More than one secret has the name '{SecretName}'.",  # assumed
        "malformed_response": "The stored value of the secret '{SecretName}' could not be read.",  # assumed
        "rate_limited": "Too many requests for the secret '{SecretName}'.",  # assumed
    }
