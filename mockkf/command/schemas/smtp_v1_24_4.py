"""Version 1 of the SMTP endpoints since release 24.4: no page is stored, so everything is as in 12.5."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas import smtp_v1_12_3
from mockkf.command.schemas.formats import Format, Operation


class SmtpV1(Format):
    """As in 12.5."""

    api_version = 1
    since = (24, 4)
    operations: ClassVar[Mapping[str, Operation]] = {
        name: known.carried("no page of 24.4; as in 12.5") for name, known in smtp_v1_12_3.SmtpV1.operations.items()
    }
