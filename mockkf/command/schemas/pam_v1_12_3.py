"""Version 1 of the PAM endpoints since release 12.3: the entries of local providers."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas.formats import Format, Operation
from mockkf.command.schemas.pam import LONGEST_SECRET_NAME, EntryAnswer, EntryChange, EntryCreation
from mockkf.command.schemas.parameters import Paging, QueryParameter

PAGES = "PAM Providers Local pages, 12.3 to 25.x; published OpenAPI"
ENTRIES = "/PamProviders/Local/{providerId}/Entries"
SECRET_NAME = QueryParameter(
    "secretName",
    "The name of the secret.",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_SECRET_NAME},
    required=True,
)


class LocalEntriesV1(Format):
    """The only version of the local entries."""

    api_version = 1
    since = (12, 3)
    operations: ClassVar[Mapping[str, Operation]] = {
        f"GET {ENTRIES}": Operation(
            answer=EntryAnswer(),
            many=True,
            paging=Paging(("SecretName", "Description"), "SecretName"),
            source=PAGES,
            summary="List the secrets of a local PAM provider, without their values, in pages.",
        ),
        f"POST {ENTRIES}": Operation(
            EntryCreation(), EntryAnswer(), source=PAGES, summary="Create a secret of a local PAM provider."
        ),
        f"PUT {ENTRIES}": Operation(
            EntryChange(),
            EntryAnswer(),
            source=PAGES,
            summary="Replace a secret of a local PAM provider; without SecretValue, its value stays.",
        ),
        f"DELETE {ENTRIES}": Operation(
            query=(SECRET_NAME,), source=PAGES, status=204, summary="Delete a secret of a local PAM provider."
        ),
    }
