"""Version 1 of the SMTP endpoints since release 12.5 (PUT SMTP 12.5): no changes; PUT is documented."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas import smtp_v1_12_3
from mockkf.command.schemas.formats import Format, Operation


class SmtpV1(Format):
    """As in 12.3."""

    api_version = 1
    since = (12, 5)
    operations: ClassVar[Mapping[str, Operation]] = {
        "PUT /SMTP": smtp_v1_12_3.SmtpV1.operations["PUT /SMTP"].seen("PUT SMTP 12.5, tables 767 and 768")
    }
