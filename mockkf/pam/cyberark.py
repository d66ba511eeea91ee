"""CyberArk, built into Command: the provider names the safe, for all its secrets."""

from typing import ClassVar

from mockkf.pam.cyberark_sdk import CyberArkSdk


class CyberArk(CyberArkSdk):
    """The built-in type that the examples of the SMTP pages use."""

    type_name = "CyberArk"
    asks_for = ("Folder", "Object")
    listed = ("Safe", "Folder", "Object", "AppId")
    configured_by: ClassVar = {"Safe": "CyberArk Safe", "AppId": "CyberArk Application ID"}
    display_names: ClassVar = {"Folder": "CyberArk Folder", "Object": "CyberArk Object"}

    @classmethod
    def type_id(cls) -> str:
        """Return the id of this type in every installation of Command."""
        return "16fc28fa-d2e4-4152-9895-ebf261b011b5"
