"""Azure Key Vault, with a service principal."""

from typing import ClassVar

from mockkf.pam.azure_key_vault import AzureKeyVault


class AzureKeyVaultServicePrincipal(AzureKeyVault):
    """The extension for Key Vault with a client id and its secret."""

    type_name = "Azure-KeyVault-ServicePrincipal"
    configured_by: ClassVar = {
        **AzureKeyVault.configured_by,
        "TenantId": "Tenant ID",
        "ClientId": "Client ID",
        "ClientSecret": "Client Secret",
    }
    confidential = frozenset({"ClientSecret"})
    words: ClassVar = {
        **AzureKeyVault.words,
        "auth_failed": "ClientSecretCredential authentication failed: AADSTS7000215: Invalid client secret provided "
        "for app '{ClientId}'.",  # assumed
    }
