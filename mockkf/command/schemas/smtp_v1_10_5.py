"""Version 1 of the SMTP endpoints since release 10.5: credentials as text, Id and Port required."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas.body import Body
from mockkf.command.schemas.formats import Format, Operation
from mockkf.command.schemas.members import DeprecatedMember, WholeNumber
from mockkf.command.schemas.smtp import SmtpTextBody
from mockkf.command.schemas.texts import Text


class ProfileV1(SmtpTextBody):
    """The answer of GET (table 573)."""

    title = "SMTPProfile"

    class Meta(Body.Meta):
        """In the order of the table."""

        fields = (
            "host",
            "id",
            "port",
            "relay_authentication_type",
            "relay_username",
            "sender_account",
            "sender_address",
            "sender_name",
            "use_ssl",
        )


class ProfileChangeV1(SmtpTextBody):
    """The request of PUT, and its answer, which lacks the password (tables 767, 768)."""

    title = "SMTPProfileChange"

    id = WholeNumber(required=True)

    class Meta(Body.Meta):
        """In the order of the table."""

        fields = (
            "host",
            "id",
            "port",
            "relay_authentication_type",
            "relay_password",
            "relay_username",
            "sender_account",
            "sender_name",
            "use_ssl",
        )


class TestRequestV1(SmtpTextBody):
    """The request of POST Test, and its answer, which lacks the password (tables 576, 577)."""

    title = "SMTPTest"

    port = WholeNumber(least=1, most=65535, required=True)

    class Meta(Body.Meta):
        """In the order of the table."""

        fields: tuple[str, ...] = (
            "host",
            "id",
            "port",
            "relay_authentication_type",
            "relay_password",
            "relay_username",
            "sender_account",
            "sender_name",
            "test_recipient",
            "use_ssl",
        )


class TestRequestWithoutName(TestRequestV1):
    """The request of POST Test before SenderName became required (table 576)."""

    sender_name = Text(load_default="")
    sender_address = DeprecatedMember("send SenderAccount", load_only=True)

    class Meta(TestRequestV1.Meta):
        """In the order of the table."""

        fields = (*TestRequestV1.Meta.fields[:7], "sender_address", *TestRequestV1.Meta.fields[7:])


class SmtpV1(Format):
    """The only version of that release."""

    api_version = 1
    since = (10, 5)
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET /SMTP": Operation(
            answer=ProfileV1(), source="GET SMTP 10.3, table 573", summary="Return the SMTP profile."
        ),
        "PUT /SMTP": Operation(
            ProfileChangeV1(),
            ProfileChangeV1(),
            source="PUT SMTP 10.5, table 573; answer: published OpenAPI 2022",
            summary="Replace the SMTP profile.",
        ),
        "POST /SMTP/Test": Operation(
            TestRequestWithoutName(),
            TestRequestWithoutName(),
            source="POST SMTP Test 10.3, tables 576 and 577",
            summary="Send a test mail with the settings of the body; the stored profile does not change.",
        ),
    }
