"""CyberArk's Central Credential Provider with a client certificate."""

from typing import ClassVar

from mockkf.pam.cyberark_credential_provider import CyberArkCentral


class CyberArkClientCert(CyberArkCentral):
    """The extension with a client certificate, as Base64 text or as a file ("none" if not used)."""

    type_name = "CyberArk-CentralCredentialProvider-ClientCert"
    configured_by: ClassVar = {
        **CyberArkCentral.configured_by,
        "PfxPassword": "PFX Password",
        "PfxBase64": "PFX, Base64 Encoded",
        "PfxFilePath": "PFX File Path",
    }
    confidential = frozenset({"PfxPassword"})
