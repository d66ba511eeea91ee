"""CyberArk's Central Credential Provider for those who show a certificate."""

from typing import ClassVar

from mockkf.pam.cyberark_credential_provider import CyberArkCentral


class CyberArkClientCert(CyberArkCentral):
    """The Central Credential Provider with a client certificate, given as text or as a file ("none" for neither)."""

    type_name = "CyberArk-CentralCredentialProvider-ClientCert"
    configured_by: ClassVar = {
        **CyberArkCentral.configured_by,
        "PfxPassword": "PFX Password",
        "PfxBase64": "PFX, Base64 Encoded",
        "PfxFilePath": "PFX File Path",
    }
    confidential = frozenset({"PfxPassword"})
