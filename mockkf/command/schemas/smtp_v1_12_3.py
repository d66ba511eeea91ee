"""Version 1 of the SMTP endpoints since release 12.3: no changes, and few documents."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas import smtp_v1_11_4
from mockkf.command.schemas.formats import Format, Operation
from mockkf.command.schemas.smtp_v1_10_5 import TestRequestV1

BEYOND = "the stored page of 12.0 ends at SenderAccount"


class SmtpV1(Format):
    """As in 11.4."""

    api_version = 1
    since = (12, 3)
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET /SMTP": smtp_v1_11_4.SmtpV1.operations["GET /SMTP"].carried("no page of 12.x; as in 11.4"),
        "PUT /SMTP": smtp_v1_11_4.SmtpV1.operations["PUT /SMTP"].carried("no page of 12.3; as in 10.5 and 12.5"),
        "POST /SMTP/Test": Operation(
            TestRequestV1(),
            TestRequestV1(),
            source="POST SMTP Test 12.0, table 755",
            assumed=dict.fromkeys(("SenderName", "TestRecipient", "UseSSL"), BEYOND),
        ),
    }
