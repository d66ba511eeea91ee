"""Version 1 of the SMTP endpoints since release 25.5: deprecated; credentials are text again."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas import smtp_v1_10_5, smtp_v1_25_1
from mockkf.command.schemas.formats import Format, Operation
from mockkf.command.schemas.members import WholeNumber

SENDER = ("SenderAccount", "SenderName")
MARKERS = "marked as in PUT SMTP 12.5; the published OpenAPI 25.x requires nothing, and has no Id"


class TestRequestWithOptionalId(smtp_v1_10_5.TestRequestV1):
    """The request of POST Test, and its answer, which lacks the password (tables 889, 890)."""

    id = WholeNumber(load_default=1, expected="id-missing")
    port = WholeNumber(least=1, most=65535, load_default=25, nullable=False)

    class Meta(smtp_v1_10_5.TestRequestV1.Meta):
        """In the order of the table."""


class SmtpV1(Format):
    """Kept for older clients."""

    api_version = 1
    since = (25, 5)
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET /SMTP": Operation(
            answer=smtp_v1_10_5.ProfileV1(), source="GET SMTP 25.x, table 883; published OpenAPI 25.x"
        ),
        "PUT /SMTP": smtp_v1_25_1.SmtpV1.operations["PUT /SMTP"].seen(
            "published OpenAPI 25.x",
            assumed=dict.fromkeys(
                (f"request {name}" for name in ("Host", "Id", "RelayPassword", "RelayUsername", *SENDER)), MARKERS
            ),
        ),
        "POST /SMTP/Test": Operation(
            TestRequestWithOptionalId(),
            TestRequestWithOptionalId(),
            source="POST SMTP Test 25.x, tables 889 and 890",
            assumed={"request TestRecipient": "the table calls it optional, but no mail can be sent without it"},
        ),
    }
