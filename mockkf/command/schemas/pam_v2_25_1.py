"""Version 2 of the PAM endpoints since release 25.1: parameters inside a provider have a type, which is null."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas import pam_v2_11_4
from mockkf.command.schemas.body import Nested
from mockkf.command.schemas.formats import Format, Operation
from mockkf.command.schemas.pam import PROVIDERS, ProviderCreation
from mockkf.command.schemas.pam_v1_25_1 import PUBLISHED, TypeWithNull


class ProviderV2WithNull(pam_v2_11_4.ProviderV2):
    """A provider, as recorded, without the members of version 1."""

    provider_type = Nested(TypeWithNull, always=True)

    class Meta(pam_v2_11_4.ProviderV2.Meta):
        """In the recorded order."""


class PamV2(Format):
    """The operations that answer a provider."""

    api_version = 2
    since = (25, 1)
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET /PamProviders": Operation(answer=ProviderV2WithNull(), many=True, paging=PROVIDERS, source=PUBLISHED),
        "POST /PamProviders": Operation(ProviderCreation(), ProviderV2WithNull(), source=PUBLISHED),
        "PUT /PamProviders": Operation(pam_v2_11_4.ProviderChangeV2(), ProviderV2WithNull(), source=PUBLISHED),
        "GET /PamProviders/{id}": Operation(answer=ProviderV2WithNull(), source=PUBLISHED),
    }
