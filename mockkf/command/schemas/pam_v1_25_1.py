"""Version 1 of the PAM endpoints since release 25.1: parameters inside a provider have a type, which is null."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas.body import ListOf, Nested
from mockkf.command.schemas.formats import Format, Operation
from mockkf.command.schemas.pam import (
    PROVIDERS,
    ParameterInProvider,
    ProviderAnswer,
    ProviderChange,
    ProviderCreation,
    TypeInProvider,
)

PUBLISHED = "Go SDK 25.0.2; published OpenAPI 25.x"
RECORDED = f"{PUBLISHED}; recording 25.4"


class TypeWithNull(TypeInProvider):
    """A type inside a provider, as recorded; Keyfactor's client of 11.x cannot read the null."""

    provider_type_params = ListOf(ParameterInProvider, always=True)

    class Meta(TypeInProvider.Meta):
        """In the recorded order."""


class ProviderWithNull(ProviderAnswer):
    """A provider, as recorded."""

    provider_type = Nested(TypeWithNull, always=True)

    class Meta(ProviderAnswer.Meta):
        """In the recorded order."""


class PamV1(Format):
    """The operations that answer a provider."""

    api_version = 1
    since = (25, 1)
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET /PamProviders": Operation(answer=ProviderWithNull(), many=True, paging=PROVIDERS, source=RECORDED),
        "POST /PamProviders": Operation(ProviderCreation(), ProviderWithNull(), source=RECORDED),
        "PUT /PamProviders": Operation(ProviderChange(), ProviderWithNull(), source=PUBLISHED),
        "GET /PamProviders/{id}": Operation(answer=ProviderWithNull(), source=RECORDED),
    }
