"""The bodies about the local entries of a PAM provider: secrets that Command itself stores."""

from mockkf.command.schemas.body import Body
from mockkf.command.schemas.members import WholeNumber
from mockkf.command.schemas.pam_members import SecretText, Short
from mockkf.command.schemas.texts import Text

LONGEST_SECRET_NAME = 400


class EntryAnswer(Body):
    """A local entry, without its value."""

    title = "LocalEntry"

    provider_id = WholeNumber(always=True)
    secret_name = Text(always=True)
    description = Text()

    class Meta(Body.Meta):
        """In the order of the page."""

        fields = ("provider_id", "secret_name", "description")


class EntryCreation(Body):
    """The request for a new local entry."""

    secret_name = Short(longest=LONGEST_SECRET_NAME, required=True)
    description = Short(longest=2000, load_default=None)
    secret_value = SecretText(required=True)

    class Meta(Body.Meta):
        """In the order of the page."""

        fields: tuple[str, ...] = ("secret_name", "description", "secret_value")


class EntryChange(EntryCreation):
    """The request to change a local entry; without SecretValue, its value stays."""

    secret_value = SecretText(load_default=None)

    class Meta(Body.Meta):
        """In the order of the page."""

        fields = EntryCreation.Meta.fields
