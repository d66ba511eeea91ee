"""Version 1 of the PAM endpoints since release 12.3: the entries of local providers."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas.formats import Format, Operation
from mockkf.command.schemas.pam import EntryAnswer, EntryChange, EntryCreation

PAGES = "PAM Providers Local pages, 12.3 to 25.x; published OpenAPI"
ENTRIES = "/PamProviders/Local/{providerId}/Entries"


class LocalEntriesV1(Format):
    """The only version of the local entries."""

    api_version = 1
    since = (12, 3)
    operations: ClassVar[Mapping[str, Operation]] = {
        f"GET {ENTRIES}": Operation(answer=EntryAnswer(), many=True, source=PAGES),
        f"POST {ENTRIES}": Operation(EntryCreation(), EntryAnswer(), source=PAGES),
        f"PUT {ENTRIES}": Operation(EntryChange(), EntryAnswer(), source=PAGES),
        f"DELETE {ENTRIES}": Operation(source=PAGES, status=204),
    }
