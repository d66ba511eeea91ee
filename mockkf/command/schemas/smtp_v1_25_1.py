"""Version 1 of the SMTP endpoints since release 25.1: Id is optional, and a test mail accepts secret objects."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas import smtp_v1_10_5
from mockkf.command.schemas.body import Body
from mockkf.command.schemas.formats import Format, Operation
from mockkf.command.schemas.members import WholeNumber
from mockkf.command.schemas.secret import EitherSecret


class ProfileChangeWithOptionalId(smtp_v1_10_5.ProfileChangeV1):
    """The request of PUT; the documents require Id, but Keyfactor's own Go client cannot send it."""

    id = WholeNumber(load_default=1, expected="id-missing")

    class Meta(smtp_v1_10_5.ProfileChangeV1.Meta):
        """In the order of the table."""


class TestRequestWithSecrets(smtp_v1_10_5.TestRequestV1):
    """The request of POST Test; the page shows secret objects, the published client sends text."""

    relay_username = EitherSecret(as_object=True)
    relay_password = EitherSecret(secret=True, as_object=True, load_only=True)

    class Meta(Body.Meta):
        """In the order of the table."""

        fields = smtp_v1_10_5.TestRequestV1.Meta.fields


class SmtpV1(Format):
    """Deprecated for GET and PUT."""

    api_version = 1
    since = (25, 1)
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET /SMTP": Operation(
            answer=smtp_v1_10_5.ProfileV1(), grade="assumed", source="no table of 25.1; as in 12.5 and 25.5"
        ),
        "PUT /SMTP": Operation(
            ProfileChangeWithOptionalId(),
            ProfileChangeWithOptionalId(),
            grade="assumed",
            source="no table of 25.1; as in 12.5",
        ),
        "POST /SMTP/Test": Operation(
            TestRequestWithSecrets(), TestRequestWithSecrets(), source="POST SMTP Test 25.1, table 806"
        ),
    }
