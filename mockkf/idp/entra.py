"""Microsoft Entra ID: application roles instead of scopes; errors have AADSTS numbers, ids and a time."""

import re
import time
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlsplit

from mockkf.idp import checks
from mockkf.idp.dialect import Dialect, Grant
from mockkf.idp.entra_claims import NO_TENANT, tenant_in, version_1, version_2
from mockkf.idp.error_answer import ErrorAnswer, Occasion, documented, recorded
from mockkf.idp.submission import Submission

DEFAULT = "/.default"
VERSION_2 = "/v2.0"
OUTLOOK = "https://outlook.office365.com"
OWN_HOSTS = ("login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net")
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
NUMBER = re.compile("AADSTS([0-9]+)")
PAGE = "<html><head><title>Sign in to your account</title></head><body>{text}</body></html>"
WITHOUT_URI = ("70003", "70011", "1002012")
"""The numbers whose recorded answers have no `error_uri`."""

CODES = "Microsoft, error codes of Entra"
BAD_SCOPE = (
    "AADSTS1002012: The provided value for scope {scope} is not valid. Client credential flows must have a scope value "
    "with /.default suffixed to the resource identifier (application ID URI)."
)
NO_SECRET = recorded(
    401,
    "invalid_client",
    "AADSTS7000216: 'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant "
    "type.",
    source="recorded answers in the tests of Azure/azure-sdk-for-js",
)
INSTALLED = (
    "This can happen if the application has not been installed by the administrator of the tenant or consented to by "
    "any user in the tenant."
)


def is_not_default(sent: Submission) -> str:
    """The scope is there, but is not one resource with the suffix /.default."""
    scope = sent.value("scope")
    is_one = len(scope.split()) == 1 and scope.endswith(DEFAULT) and scope != DEFAULT
    return "scope" if scope and not is_one else ""


class Entra(Dialect):
    """A tenant of Entra ID: the v2.0 endpoint, and that of version 1 at its URL."""

    name = "entra"
    rules = {  # noqa: RUF012 - a table
        "repeated_parameter": checks.repeats,
        "no_grant_type": checks.lacks("grant_type"),
        "unsupported_grant_type": checks.asks_another_grant(),
        "no_secret": checks.lacks_secret,
        "no_client_id": checks.lacks_client_id,
        "resource_parameter": checks.gives("resource"),
        "no_scope": checks.lacks("scope"),
        "malformed_scope": is_not_default,
    }
    errors = {  # noqa: RUF012 - a table
        "method": recorded(
            400,
            "invalid_request",
            "AADSTS900561: The endpoint only accepts POST, OPTIONS requests. Received a {detail} request.",
            source="NunoFilipeMota/PublicScripts#5, a page of HTML",
        ),
        "repeated_parameter": recorded(
            400,
            "invalid_request",
            "AADSTS9000411: The request is not properly formatted. The parameter '{detail}' is duplicated.",
            source="Azure/azure-sdk-for-java#31733",
        ),
        "no_grant_type": recorded(
            400,
            "invalid_request",
            "AADSTS900144: The request body must contain the following parameter: 'grant_type'.",
            source="MicrosoftDocs/azure-docs#43780; with parameters in the query: "
            "microsoftgraph/microsoft-graph-docs#9207",
        ),
        "unsupported_grant_type": recorded(
            400,
            "unsupported_grant_type",
            "AADSTS70003: The app requested an unsupported grant type '{grant_type}'.",
            source="AzureAD/microsoft-authentication-library-for-dotnet#3023",
        ),
        "no_secret": NO_SECRET,
        "no_client_id": recorded(
            400,
            "invalid_request",
            "AADSTS900144: The request body must contain the following parameter: 'client_id'.",
            source="fredgis/FabricAtlas#3",
        ),
        "resource_parameter": documented(
            400,
            "invalid_request",
            "AADSTS901002: The 'resource' request parameter is not supported.",
            source=CODES,
        ),
        "no_scope": recorded(
            400,
            "invalid_request",
            "AADSTS90014: The required field 'scope' is missing from the credential. Ensure that you have all the "
            "necessary parameters for the login request.",
            source="ServiceNow KB0866332; ctron/oidc-cli#7",
        ),
        "malformed_scope": recorded(
            400,
            "invalid_scope",
            BAD_SCOPE,
            source="MicrosoftDocs/azure-docs#99862; databricks/databricks-sql-nodejs#226",
        ),
        "invalid_scope": documented(
            400,
            "invalid_scope",
            "AADSTS70011: The provided value for the input parameter 'scope' is not valid. The scope {scope} is not "
            "valid.",
            source="Microsoft, OAuth 2.0 client credentials flow",
        ),
        "unknown_client": documented(
            400,
            "unauthorized_client",
            "AADSTS700016: Application with identifier '{client}' was not found in the directory '{tenant}'. "
            f"{INSTALLED} You may have sent your authentication request to the wrong tenant.",
            source=CODES,
        ),
        "wrong_secret": recorded(
            401,
            "invalid_client",
            "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the "
            "client secret value, not the client secret ID, for a secret added to app '{client}'.",
            source="Azure/sap-automation#418",
        ),
        "expired_secret": documented(
            401,
            "invalid_client",
            "AADSTS7000222: The provided client secret keys for app '{client}' are expired.",
            source=CODES,
        ),
        "unauthorized_client": documented(
            400, "unauthorized_client", "AADSTS7000112: Application '{client}' is disabled.", source=CODES
        ),
        "invalid_target": recorded(
            400,
            "invalid_resource",
            "AADSTS500011: The resource principal named {target} was not found in the tenant named {tenant}. "
            f"{INSTALLED} You might have sent your authentication request to the wrong tenant.",
            source="hashicorp/terraform-provider-azurerm#16291",
        ),
        "invalid_request": ErrorAnswer(400, "invalid_request", "AADSTS900144: {detail}"),
    }
    form_first = True
    lifetime = 3599
    backdated = 300
    jwt_type = "JWT"
    headers = {  # noqa: RUF012 - a table
        "Content-Type": "application/json; charset=utf-8",
        "Cache-Control": "no-store, no-cache",
        "Pragma": "no-cache",
        "Expires": "-1",
    }
    endpoint_path = "/oauth2/v2.0/token"
    paths = {  # noqa: RUF012 - a table
        "authorization_endpoint": "/oauth2/v2.0/authorize",
        "token_endpoint": "/oauth2/v2.0/token",
        "jwks_uri": "/discovery/v2.0/keys",
        "device_authorization_endpoint": "/oauth2/v2.0/devicecode",
        "end_session_endpoint": "/oauth2/v2.0/logout",
    }
    """The endpoints below a tenant."""

    def version_at(self, url: str, sent: Submission) -> Dialect:
        """Return version 1 for its URL, and for a URL without version if the request has a resource and no scope."""
        if f"{VERSION_2}/" in f"{url}/":
            return self
        is_of_entra = tenant_in(url) or urlsplit(url).hostname in OWN_HOSTS
        asks_for_a_resource = sent.value("resource") and not sent.value("scope")
        return Dialect.named("entra-v1") if is_of_entra or asks_for_a_resource else self

    def base(self, token_url: str) -> str:
        """Return the URL of the tenant with /v2.0; for a URL without tenant, the URL without its last segment."""
        tenant = token_url.removesuffix(self.endpoint_path)
        return f"{tenant}{VERSION_2}" if tenant != token_url else super().base(token_url)

    def located(self, base: str) -> Mapping[str, str]:
        """Return the URL of each endpoint; below a URL that ends with /v2.0, those of a tenant."""
        tenant = base.removesuffix(VERSION_2)
        usual = {**super().located(base), "authorization_endpoint": f"{base}/authorize"}
        return usual if tenant == base else {member: f"{tenant}{path}" for member, path in self.paths.items()}

    def target(self, grant: Grant) -> str:
        """Return the resource of the scope."""
        return next((scope.removesuffix(DEFAULT) for scope in grant.scopes if scope.endswith(DEFAULT)), "")

    def claims(self, grant: Grant) -> dict[str, Any]:
        """Return the claims; the resource decides on the version of the token, and the permissions are `roles`.

        The audience of a token of version 2 is always the id of an application. A URL as audience means version 1.
        """
        audience = self.target(grant) or OUTLOOK
        versioned = version_2 if GUID.fullmatch(audience) else version_1
        return {"aud": audience, **versioned(grant)}

    def answer(self, grant: Grant, lifetime: int, claims: Mapping[str, Any]) -> dict[str, Any]:
        """Return the usual members and `ext_expires_in`, which is the same for client credentials."""
        return {**super().answer(grant, lifetime, claims), "ext_expires_in": lifetime}

    def values(self, grant: Grant, detail: str) -> Mapping[str, str]:
        """Return also the tenant."""
        return {**super().values(grant, detail), "tenant": tenant_in(grant.url) or NO_TENANT}

    def refusal(self, code: str, grant: Grant, detail: str, occasion: Occasion) -> tuple[int, dict[str, Any] | str]:
        """Return status and body; the number, the ids and the time are in the description and in members."""
        answer = self.error(code)
        text = answer.text.format_map(self.values(grant, detail))
        trace = occasion.next_guid()
        correlation = occasion.correlation if GUID.fullmatch(occasion.correlation) else occasion.next_guid()
        stamp = time.strftime("%Y-%m-%d %H:%M:%SZ", time.gmtime(occasion.now))
        if code == "method":
            return answer.status, PAGE.format(text=f"{escape(text)} Request Id: {trace} Correlation Id: {correlation}")
        return answer.status, {
            "error": answer.error,
            "error_description": f"{text} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}",
            **_numbered(text),
            "timestamp": stamp,
            "trace_id": trace,
            "correlation_id": correlation,
        }


def _numbered(text: str) -> dict[str, Any]:
    """Return the members that have the number in a description once more."""
    found = NUMBER.match(text)
    if not found:
        return {}
    page = {} if found[1] in WITHOUT_URI else {"error_uri": f"https://login.microsoftonline.com/error?code={found[1]}"}
    return {"error_codes": [int(found[1])], **page}
