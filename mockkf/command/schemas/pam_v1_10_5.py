"""Version 1 of the PAM endpoints since release 10.5: providers and types."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas.formats import Format, Operation
from mockkf.command.schemas.pam import ProviderAnswer, ProviderChange, ProviderCreation, TypeAnswer, TypeRequest

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
        "GET /PamProviders": Operation(answer=ProviderAnswer(), many=True, source=LISTED),
        "POST /PamProviders": Operation(ProviderCreation(), ProviderAnswer(), source=CREATED),
        "PUT /PamProviders": Operation(ProviderChange(), ProviderAnswer(), source=CHANGED),
        "GET /PamProviders/{id}": Operation(answer=ProviderAnswer(), source=ONE),
        "DELETE /PamProviders/{id}": Operation(source=PUBLISHED, status=204),
        "GET /PamProviders/Types": Operation(answer=TypeAnswer(), many=True, source=TYPES),
        "POST /PamProviders/Types": Operation(TypeRequest(), TypeAnswer(), source=TYPES),
        "DELETE /PamProviders/Types/{id}": Operation(source=PUBLISHED, status=204),
    }
