"""Version 2 of the SMTP endpoints since release 25.5: secret objects, OAuth, a test mail."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas.body import Body
from mockkf.command.schemas.formats import Format, Operation
from mockkf.command.schemas.smtp import SmtpSecretBody

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


BEYOND = ("SenderAccount", "SenderName", "ClientId", "ClientSecret")
"""Required members that stand after the end of the stored page about PUT."""


class ProfileV2(SmtpSecretBody):
    """The answer of GET and PUT, and the request of PUT (tables 881, 884)."""

    title = "SMTPProfile"

    class Meta(Body.Meta):
        """In the order of the table."""

        fields = (*BEFORE_RECIPIENT, *AFTER_RECIPIENT)


class TestRequestV2(SmtpSecretBody):
    """The request of POST Test (table 888)."""

    class Meta(Body.Meta):
        """In the order of the table."""

        fields = (*BEFORE_RECIPIENT, "test_recipient", *AFTER_RECIPIENT)


class SmtpV2(Format):
    """The version that new clients use."""

    api_version = 2
    since = (25, 5)
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET /SMTP": Operation(answer=ProfileV2(), source="GET SMTP 25.x, table 881; published OpenAPI 25.x"),
        "PUT /SMTP": Operation(
            ProfileV2(),
            ProfileV2(),
            source="request: PUT SMTP 25.x, table 884; request: published OpenAPI 25.x; answer: published OpenAPI 25.x",
            assumed={
                **dict.fromkeys((f"request {name}" for name in BEYOND), "as in POST SMTP Test 25.x, table 888"),
                "request TokenEndpoint": "no token request is possible without it, so type 3 requires it",
            },
        ),
        "POST /SMTP/Test": Operation(
            request=TestRequestV2(),
            source="POST SMTP Test 25.x, table 888",
            assumed={"request TokenEndpoint": "no token request is possible without it, so type 3 requires it"},
        ),
    }
