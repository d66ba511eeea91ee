"""Version 1 of the SMTP endpoints since release 11.4: SenderName is required for a test mail."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas import smtp_v1_10_5
from mockkf.command.schemas.formats import Format, Operation


class SmtpV1(Format):
    """As in 10.5, except for SenderName."""

    api_version = 1
    since = (11, 4)
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET /SMTP": Operation(
            answer=smtp_v1_10_5.ProfileV1(),
            source="GET SMTP 11.4, table 733",
            assumed={"UseSSL": "the stored page ends before it; as in 10.5"},
        ),
        "PUT /SMTP": smtp_v1_10_5.SmtpV1.operations["PUT /SMTP"].carried("no page of 11.x; 10.5 and 12.5 are the same"),
        "POST /SMTP/Test": Operation(
            smtp_v1_10_5.TestRequestV1(),
            smtp_v1_10_5.TestRequestV1(),
            grade="assumed",
            source="no page of 11.x; as in 12.0",
        ),
    }
