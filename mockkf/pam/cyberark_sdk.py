"""CyberArk's Credential Provider, used through its SDK: a secret has a safe, a folder and an object name."""

from typing import ClassVar

from mockkf.pam.provider import Provider

QUERY = "[Safe={Safe};Folder={Folder};Object={Object}]"
NOT_FOUND = (
    f"Password object matching query {QUERY} was not found (Diagnostic Info: 5). Please check that there is a password "
    "object that answers your query in the Vault and that both the Provider and the application user have the "
    "appropriate permissions needed in order to use the password."
)
ERRORS = {
    "empty_value": ("APPAP081E", f"The content of the password object matching query {QUERY} is empty."),  # assumed
    "not_found": ("APPAP004E", NOT_FOUND),
    # CyberArk answers the same for a forbidden and for a missing object.
    "access_denied": ("APPAP004E", NOT_FOUND),
    "auth_failed": ("APPAP306E", "Authentication of the application [{AppId}] failed."),  # assumed
    "unreachable": ("APPAP007E", "Connection to the Vault has failed."),  # assumed
    "timeout": ("APPAP007E", "Connection to the Vault has failed: no answer within 30 seconds."),  # assumed
    "checked_out": ("APPAP008E", f"The password object matching query {QUERY} is locked by another user."),  # assumed
    "change_in_progress": ("APPAP282E", f"A password change is in progress for {QUERY}."),  # assumed
    "approval_required": ("APPAP008E", f"A confirmation is required to use the password {QUERY}."),  # assumed
    "ambiguous": ("APPAP227E", f"Too many password objects match the query {QUERY}."),  # assumed
    "malformed_response": ("APPAP081E", "The content of the message is invalid."),  # assumed
    "rate_limited": ("APPAP008E", "Too many requests of the application [{AppId}]."),  # assumed
}
"""Code and text of each error; the codes are documented, most texts are not."""


class CyberArkSdk(Provider):
    """The Credential Provider on the machine of Command, used through the SDK."""

    type_name = "CyberArk-SdkCredentialProvider"
    asks_for: ClassVar[tuple[str, ...]] = ("Safe", "Folder", "Object")
    configured_by: ClassVar = {"AppId": "Application ID"}
    missing = "Required field {name} was missing a value or was not defined as expected in dictionary."
    words: ClassVar = {failure: f"{code} {text}" for failure, (code, text) in ERRORS.items()}
