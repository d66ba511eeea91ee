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

PAGES = "PAM Providers pages; published OpenAPI; recorded 25.4 traffic"


class PamV1(Format):
    """With Area and SecuredAreaId."""

    api_version = 1
    since = (10, 5)
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET /PamProviders": Operation(
            answer=ProviderAnswer(),
            many=True,
            paging=PROVIDERS,
            source=PAGES,
            summary="List the PAM providers that the caller may read, in pages.",
        ),
        "POST /PamProviders": Operation(
            ProviderCreation(), ProviderAnswer(), source=PAGES, summary="Create a PAM provider."
        ),
        "PUT /PamProviders": Operation(
            ProviderChange(), ProviderAnswer(), source=PAGES, summary="Replace a PAM provider."
        ),
        "GET /PamProviders/{id}": Operation(answer=ProviderAnswer(), source=PAGES, summary="Return a PAM provider."),
        "DELETE /PamProviders/{id}": Operation(
            source=PAGES, status=204, summary="Delete a PAM provider that the SMTP profile does not use."
        ),
        "GET /PamProviders/Types": Operation(
            answer=TypeAnswer(), many=True, source=PAGES, summary="List the types of PAM providers."
        ),
        "POST /PamProviders/Types": Operation(
            TypeRequest(), TypeAnswer(), source=PAGES, summary="Create a type of PAM providers."
        ),
        "DELETE /PamProviders/Types/{id}": Operation(
            source=PAGES, status=204, identifier=GUID, summary="Delete a type that no PAM provider uses."
        ),
    }
