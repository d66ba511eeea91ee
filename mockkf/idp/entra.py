"""Microsoft Entra ID: application roles instead of scopes; errors have AADSTS numbers."""

from typing import Any

from mockkf.idp.dialect import Dialect, Grant

DEFAULT = "/.default"


class Entra(Dialect):
    """The v2.0 endpoint of a tenant of Entra ID."""

    name = "entra"
    errors = {  # noqa: RUF012 - a table
        "unknown_client": (
            400,
            "unauthorized_client",
            "AADSTS700016: Application with identifier '{client}' was not found in the directory 'mockkf'.",
        ),
        "wrong_secret": (
            401,
            "invalid_client",
            (
                "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the "
                "client secret value, not the client secret ID, for a secret added to app '{client}'."
            ),
        ),
        "expired_secret": (
            401,
            "invalid_client",
            "AADSTS7000222: The provided client secret keys for app '{client}' are expired.",
        ),
        "unauthorized_client": (
            400,
            "unauthorized_client",
            "AADSTS7000112: Application '{client}' is disabled.",
        ),
        "invalid_scope": (
            400,
            "invalid_scope",
            (
                "AADSTS1002012: The provided value for scope {scope} is not valid. Client credential flows must have a "
                "scope value with /.default suffixed to the resource identifier (application ID URI)."
            ),
        ),
        "invalid_target": (
            400,
            "invalid_resource",
            "AADSTS500011: The resource principal named {audience} was not found.",
        ),
        "invalid_request": (400, "invalid_request", "AADSTS900144: {detail}"),
    }

    def claims(self, grant: Grant) -> dict[str, Any]:
        """Return the claims; the audience is the resource of the scope, the permissions are `roles`."""
        resource = next((scope.removesuffix(DEFAULT) for scope in grant.scopes if scope.endswith(DEFAULT)), None)
        return {
            "aud": resource or grant.audience or "https://outlook.office365.com",
            "azp": grant.client,
            "oid": grant.client,
            "sub": grant.client,
            "tid": "mockkf",
            "roles": ["SMTP.SendAsApp"],
            "ver": "2.0",
        }

    def answer(self, grant: Grant) -> dict[str, Any]:
        """Return the additional member `ext_expires_in`."""
        del grant
        return {"ext_expires_in": 3599}

    def refusal(self, code: str, grant: Grant, detail: str = "") -> tuple[int, dict[str, Any]]:
        """Return the status and the body, which has the AADSTS number also in `error_codes`."""
        status, body = super().refusal(code, grant, detail)
        number = "".join(letter for letter in body["error_description"].partition(":")[0] if letter.isdigit())
        return status, {**body, **({"error_codes": [int(number)]} if number else {})}
