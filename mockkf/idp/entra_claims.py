"""The claims in tokens of Entra ID, which has two versions of them."""

import re
from typing import Any
from urllib.parse import urlsplit

from mockkf.idp.dialect import Grant, guid_of

VERSION_1_ISSUER = "https://sts.windows.net/{tenant}/"
ROLE = "SMTP.SendAsApp"
NO_TENANT = "mockkf"
"""The tenant at a URL that names none."""


def tenant_in(url: str) -> str:
    """Return the tenant in the URL of a token endpoint of Entra; empty text if the URL is not of its form.

    >>> tenant_in("https://login.microsoftonline.com/contoso/oauth2/v2.0/token"), tenant_in("https://idp/oauth2/token")
    ('contoso', '')
    """
    found = re.search(r"/([^/]+)/oauth2(/v2\.0)?/token$", urlsplit(url).path)
    return found[1] if found else ""


def version_2(grant: Grant) -> dict[str, Any]:
    """Return the claims of a token of version 2."""
    return {**_common(grant), "azp": grant.client, "azpacr": "1", "ver": "2.0"}


def version_1(grant: Grant) -> dict[str, Any]:
    """Return the claims of a token of version 1, whose issuer is that of the tenant."""
    tenant = tenant_in(grant.url)
    issuer = VERSION_1_ISSUER.format(tenant=tenant) if tenant else grant.issuer
    return {
        **_common(grant),
        "iss": issuer,
        "idp": issuer,
        "appid": grant.client,
        "appidacr": "1",
        "idtyp": "app",
        "ver": "1.0",
    }


def _common(grant: Grant) -> dict[str, Any]:
    principal = guid_of(grant.client)
    return {"oid": principal, "sub": principal, "tid": tenant_in(grant.url) or NO_TENANT, "roles": [ROLE]}
