"""Version 1 of Entra's token endpoint: `resource` instead of `scope`, and numbers as text."""

from collections.abc import Mapping
from typing import Any

from mockkf.idp.dialect import Dialect, Grant
from mockkf.idp.entra import Entra
from mockkf.idp.entra_claims import VERSION_1_ISSUER, version_1
from mockkf.idp.submission import Submission

DIRECTORY = "00000002-0000-0000-c000-000000000000"
"""The resource of a request that names none: the directory itself."""

UNREAD = ("resource_parameter", "no_scope", "malformed_scope")
"""The rules of version 2 about what version 1 does not read, or reads."""


class EntraV1(Entra):
    """The endpoint of version 1 of a tenant."""

    name = "entra-v1"
    rules = {name: rule for name, rule in Entra.rules.items() if name not in UNREAD}  # noqa: RUF012 - a table
    reads_scope = False
    endpoint_path = "/oauth2/token"
    paths = {  # noqa: RUF012 - a table
        "authorization_endpoint": "/oauth2/authorize",
        "token_endpoint": endpoint_path,
        "jwks_uri": "/discovery/keys",
        "end_session_endpoint": "/oauth2/logout",
    }

    def version_at(self, url: str, sent: Submission) -> Dialect:
        """Return this version at every URL."""
        del url, sent
        return self

    def base(self, token_url: str) -> str:
        """Return the URL of the tenant."""
        return Dialect.base(self, token_url)

    def issuer(self, base: str) -> str:
        """Return the name of a tenant, which is no URL of the endpoint."""
        return VERSION_1_ISSUER.format(tenant=base.rpartition("/")[2])

    def located(self, base: str) -> Mapping[str, str]:
        """Return the URL of each endpoint below the tenant."""
        return {member: f"{base}{path}" for member, path in self.paths.items()}

    def target(self, grant: Grant) -> str:
        """Return the resource; version 1 ignores the scope."""
        return grant.resource or DIRECTORY

    def claims(self, grant: Grant) -> dict[str, Any]:
        """Return the claims of a token of version 1."""
        return {"aud": self.target(grant), **version_1(grant)}

    def answer(self, grant: Grant, lifetime: int, claims: Mapping[str, Any]) -> dict[str, Any]:
        """Return the members of version 1, all of them text."""
        return {
            "token_type": "Bearer",
            "expires_in": str(lifetime),
            "ext_expires_in": str(lifetime),
            "expires_on": str(claims["exp"]),
            "not_before": str(claims["nbf"]),
            "resource": self.target(grant),
        }
