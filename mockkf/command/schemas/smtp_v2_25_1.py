"""Version 2 of the SMTP endpoints since release 25.1: secret objects with PAM; no OAuth, no test mail."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas.body import Body
from mockkf.command.schemas.formats import Format, Operation
from mockkf.command.schemas.members import OneOf
from mockkf.command.schemas.smtp import ANONYMOUS, MEANINGLESS, WITHOUT_OAUTH, SmtpSecretBody


class ProfileV2WithoutOAuth(SmtpSecretBody):
    """The answer of GET and PUT, and the request of PUT (tables 827, 830)."""

    title = "SMTPProfile"

    relay_authentication_type = OneOf(WITHOUT_OAUTH, MEANINGLESS, load_default=ANONYMOUS, nullable=False)

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


class SmtpV2(Format):
    """The first version with secret objects."""

    api_version = 2
    since = (25, 1)
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET /SMTP": Operation(answer=ProfileV2WithoutOAuth(), source="GET SMTP 25.1, table 827"),
        "PUT /SMTP": Operation(
            ProfileV2WithoutOAuth(),
            ProfileV2WithoutOAuth(),
            source="PUT SMTP 25.1, table 830; answer: Go SDK 25.0.2",
            assumed={"request SenderName": "the stored page ends before its marker; required as in 12.5"},
        ),
    }
