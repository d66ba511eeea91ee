"""Version 1 of the PAM endpoints since release 10.5: providers and types."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas.formats import Format, Operation
from mockkf.command.schemas.pam import ProviderAnswer, ProviderChange, ProviderCreation, TypeAnswer, TypeRequest

PAGES = "PAM Providers pages; published OpenAPI; recorded 25.4 traffic"


class PamV1(Format):
    """With Area and SecuredAreaId."""

    api_version = 1
    since = (10, 5)
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET /PamProviders": Operation(answer=ProviderAnswer(), many=True, source=PAGES),
        "POST /PamProviders": Operation(ProviderCreation(), ProviderAnswer(), source=PAGES),
        "PUT /PamProviders": Operation(ProviderChange(), ProviderAnswer(), source=PAGES),
        "GET /PamProviders/{id}": Operation(answer=ProviderAnswer(), source=PAGES),
        "DELETE /PamProviders/{id}": Operation(source=PAGES, status=204),
        "GET /PamProviders/Types": Operation(answer=TypeAnswer(), many=True, source=PAGES),
        "POST /PamProviders/Types": Operation(TypeRequest(), TypeAnswer(), source=PAGES),
        "DELETE /PamProviders/Types/{id}": Operation(source=PAGES, status=204),
    }
