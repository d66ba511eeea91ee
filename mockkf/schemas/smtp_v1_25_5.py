"""Version 1 of the SMTP endpoints in release 25.5 (seeds 002, 003, 004): credentials as text, no OAuth, no PAM."""

from typing import ClassVar

from mockkf.schemas.formats import Format, Operation
from mockkf.schemas.smtp import SmtpTextBody
from mockkf.schemas.wire import Wire


class Profile(SmtpTextBody):
    """GET answers this (table 883)."""

    class Meta(Wire.Meta):
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


class Change(SmtpTextBody):
    """PUT reads this, and answers it without the password (tables 767, 768)."""

    class Meta(Wire.Meta):
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


class Test(SmtpTextBody):
    """POST Test reads this, and answers it without the password (tables 889, 890)."""

    class Meta(Wire.Meta):
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
            "test_recipient",
            "use_ssl",
        )


class SmtpV1(Format):
    """Deprecated, kept for older clients."""

    api_version = 1
    since = (25, 5)
    operations: ClassVar = {
        "GET /SMTP": Operation(answer=Profile()),
        "PUT /SMTP": Operation(request=Change(), answer=Change()),
        "POST /SMTP/Test": Operation(request=Test(), answer=Test()),
    }
