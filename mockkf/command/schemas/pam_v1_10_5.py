"""Version 1 of the PAM endpoints since release 10.5: providers and types."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas.formats import Format, Operation
from mockkf.command.schemas.pam import (
    PROVIDERS,
    ProviderAnswer,
    ProviderChange,
    ProviderCreation,
    TypeAnswer,
    TypeRequest,
)
from mockkf.command.schemas.parameters import GUID

PUBLISHED = "published OpenAPI 2022; Go SDK 25.0.2; published OpenAPI 25.x"
TYPES = f"{PUBLISHED}; recording 25.4"
LISTED = f"GET PAM Providers 11.4; {PUBLISHED}; recording 25.4"
ONE = f"GET PAM Providers ID 10.5; {PUBLISHED}; recording 25.4"
CREATED = f"POST PAM Providers 10.5; POST PAM Providers 11.0; {PUBLISHED}; recording 25.4"
CHANGED = f"PUT PAM Providers 10.5; {PUBLISHED}"


class PamV1(Format):
    """With Area and SecuredAreaId."""

    api_version = 1
    since = (10, 5)
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET /PamProviders": Operation(
            answer=ProviderAnswer(),
            many=True,
            paging=PROVIDERS,
            source=LISTED,
            summary="List the PAM providers that the caller may read, in pages.",
        ),
        "POST /PamProviders": Operation(
            ProviderCreation(), ProviderAnswer(), source=CREATED, summary="Create a PAM provider."
        ),
        "PUT /PamProviders": Operation(
            ProviderChange(), ProviderAnswer(), source=CHANGED, summary="Replace a PAM provider."
        ),
        "GET /PamProviders/{id}": Operation(answer=ProviderAnswer(), source=ONE, summary="Return a PAM provider."),
        "DELETE /PamProviders/{id}": Operation(
            source=PUBLISHED, status=204, summary="Delete a PAM provider that the SMTP profile does not use."
        ),
        "GET /PamProviders/Types": Operation(
            answer=TypeAnswer(), many=True, source=TYPES, summary="List the types of PAM providers."
        ),
        "POST /PamProviders/Types": Operation(
            TypeRequest(), TypeAnswer(), source=TYPES, summary="Create a type of PAM providers."
        ),
        "DELETE /PamProviders/Types/{id}": Operation(
            source=PUBLISHED, status=204, identifier=GUID, summary="Delete a type that no PAM provider uses."
        ),
    }
