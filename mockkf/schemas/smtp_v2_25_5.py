"""Version 2 of the SMTP endpoints in release 25.5 (seeds 002, 004): secret objects, OAuth."""

from typing import ClassVar

from mockkf.schemas.formats import Format, Operation
from mockkf.schemas.members import WholeNumber
from mockkf.schemas.smtp import SmtpSecretBody
from mockkf.schemas.wire import Wire

BEFORE_RECIPIENT = (
    "host",
    "id",
    "port",
    "relay_authentication_type",
    "relay_password",
    "relay_username",
    "sender_account",
    "sender_name",
)
AFTER_RECIPIENT = (
    "use_ssl",
    "client_id",
    "client_secret",
    "token_endpoint",
    "scope",
    "audience",
    "request_headers",
)


class Profile(SmtpSecretBody):
    """GET and PUT answer this, PUT reads it (table 881); Port is required (table 888)."""

    port = WholeNumber(least=1, most=65535, required=True)

    class Meta(Wire.Meta):
        """In the order of the table."""

        fields = (*BEFORE_RECIPIENT, *AFTER_RECIPIENT)


class Test(Profile):
    """POST Test reads this (table 888)."""

    class Meta(Wire.Meta):
        """In the order of the table."""

        fields = (*BEFORE_RECIPIENT, "test_recipient", *AFTER_RECIPIENT)


class SmtpV2(Format):
    """The version new clients use."""

    api_version = 2
    since = (25, 5)
    operations: ClassVar = {
        "GET /SMTP": Operation(answer=Profile()),
        "PUT /SMTP": Operation(request=Profile(), answer=Profile()),
        "POST /SMTP/Test": Operation(request=Test()),
    }
