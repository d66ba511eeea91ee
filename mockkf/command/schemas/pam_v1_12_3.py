"""Version 1 of the PAM endpoints since release 12.3: the entries of local providers."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas.formats import Format, Operation
from mockkf.command.schemas.pam import EntryAnswer, EntryChange, EntryCreation

PUBLISHED = "Go SDK 25.0.2; published OpenAPI 25.x"
LISTED = f"GET PAM Providers Local ID Entries 25.1; {PUBLISHED}"
CREATED = (
    "POST PAM Providers Local ID Entries 12.3; POST PAM Providers Local ID Entries 24.4; "
    f"POST PAM Providers Local ID Entries 25.x; {PUBLISHED}"
)
CHANGED = f"PUT PAM Providers Local ID Entries 25.1; PUT PAM Providers Local ID Entries 25.x; {PUBLISHED}"
ENTRIES = "/PamProviders/Local/{providerId}/Entries"


class LocalEntriesV1(Format):
    """The only version of the local entries."""

    api_version = 1
    since = (12, 3)
    operations: ClassVar[Mapping[str, Operation]] = {
        f"GET {ENTRIES}": Operation(answer=EntryAnswer(), many=True, source=LISTED),
        f"POST {ENTRIES}": Operation(EntryCreation(), EntryAnswer(), source=CREATED),
        f"PUT {ENTRIES}": Operation(EntryChange(), EntryAnswer(), source=CHANGED),
        f"DELETE {ENTRIES}": Operation(source=PUBLISHED, status=204),
    }
