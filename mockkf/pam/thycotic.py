"""Thycotic, built into Command: the older name and interface of Delinea Secret Server."""

from typing import ClassVar

from mockkf.pam.delinea_secret_server import DelineaSecretServer
from mockkf.pam.dot_net import NO_KEY, refused
from mockkf.pam.provider import Provider


class Thycotic(Provider):
    """The built-in type that the examples of the SMTP pages use; its `SecretId` may be any text."""

    type_name = "Thycotic"
    asks_for = ("SecretId",)
    listed = ("SecretServerUrl", "RuleName", "SecretId", "RuleKey")
    configured_by: ClassVar = {
        "SecretServerUrl": "Secret Server URL",
        "RuleName": "Secret Server Rule Name",
        "RuleKey": "Secret Server Rule Key",
    }
    confidential = frozenset({"RuleKey"})
    display_names: ClassVar = {"SecretId": "Secret ID"}
    missing = NO_KEY  # assumed
    words: ClassVar = {
        **DelineaSecretServer.words,  # assumed
        "empty_value": "Secret '{SecretId}' has no password",  # assumed
        "unreachable": refused("{SecretServerUrl}"),  # assumed
    }

    @classmethod
    def type_id(cls) -> str:
        """Return the id of this type in every installation of Command."""
        return "c09bbfa5-a081-4194-9dd2-31f3cc3fabcc"
