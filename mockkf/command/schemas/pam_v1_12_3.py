"""Version 1 of the PAM endpoints since release 12.3: the entries of local providers."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas.formats import Format, Operation
from mockkf.command.schemas.pam_entries import LONGEST_SECRET_NAME, EntryAnswer, EntryChange, EntryCreation
from mockkf.command.schemas.parameters import Paging, QueryParameter

PUBLISHED = "Go SDK 25.0.2; published OpenAPI 25.x"
LISTED = f"GET PAM Providers Local ID Entries 25.1; {PUBLISHED}"
CREATED = (
    "POST PAM Providers Local ID Entries 12.3; POST PAM Providers Local ID Entries 24.4; "
    f"POST PAM Providers Local ID Entries 25.x; {PUBLISHED}"
)
CHANGED = f"PUT PAM Providers Local ID Entries 25.1; PUT PAM Providers Local ID Entries 25.x; {PUBLISHED}"
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
            source=LISTED,
            summary="List the secrets of a local PAM provider, without their values, in pages.",
        ),
        f"POST {ENTRIES}": Operation(
            EntryCreation(), EntryAnswer(), source=CREATED, summary="Create a secret of a local PAM provider."
        ),
        f"PUT {ENTRIES}": Operation(
            EntryChange(),
            EntryAnswer(),
            source=CHANGED,
            summary="Replace a secret of a local PAM provider; without SecretValue, its value stays.",
        ),
        f"DELETE {ENTRIES}": Operation(
            query=(SECRET_NAME,), source=PUBLISHED, status=204, summary="Delete a secret of a local PAM provider."
        ),
    }
