"""Version 2 of the PAM endpoints since release 11.4: without Area and SecuredAreaId."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas.body import Body, Nested
from mockkf.command.schemas.formats import Format, Operation
from mockkf.command.schemas.members import TrueFalse
from mockkf.command.schemas.pam import (
    PROVIDERS,
    ProviderAnswer,
    ProviderChange,
    ProviderCreation,
    TypeAnswer,
    TypeChosen,
    TypeRequest,
)

PUBLISHED = "Go SDK 25.0.2; published OpenAPI 25.x"
LISTED = f"GET PAM Providers 11.4; GET PAM Providers 11.6; {PUBLISHED}"
CREATED = f"POST PAM Providers 12.4; POST PAM Providers 24.4; {PUBLISHED}"
CHANGED = f"PUT PAM Providers 25.1; {PUBLISHED}"


class ProviderV2(ProviderAnswer):
    """A provider without the members of version 1."""

    class Meta(Body.Meta):
        """In the order of the published OpenAPI."""

        fields = ("id", "name", "provider_type", "provider_type_param_values", "remote")


class ProviderChangeV2(ProviderChange):
    """The request to change a provider; its type never changes."""

    remote = TrueFalse(required=True)
    provider_type = Nested(TypeChosen)

    class Meta(Body.Meta):
        """In the order of the published OpenAPI."""

        fields = ("id", "name", "remote", "provider_type_param_values", "provider_type")


class PamV2(Format):
    """The version that new clients use."""

    api_version = 2
    since = (11, 4)
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET /PamProviders": Operation(answer=ProviderV2(), many=True, paging=PROVIDERS, source=LISTED),
        "POST /PamProviders": Operation(ProviderCreation(), ProviderV2(), source=CREATED),
        "PUT /PamProviders": Operation(ProviderChangeV2(), ProviderV2(), source=CHANGED),
        "GET /PamProviders/{id}": Operation(answer=ProviderV2(), source=PUBLISHED),
        "DELETE /PamProviders/{id}": Operation(source=PUBLISHED, status=204),
        "GET /PamProviders/Types": Operation(answer=TypeAnswer(), many=True, source=PUBLISHED),
        "POST /PamProviders/Types": Operation(TypeRequest(), TypeAnswer(), source=PUBLISHED),
        "GET /PamProviders/Types/{id}": Operation(
            answer=TypeAnswer(), many=True, source=PUBLISHED, summary="List the type of the PAM provider with this id."
        ),
    }
