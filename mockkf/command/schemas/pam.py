"""The bodies about PAM providers: types and providers."""

from mockkf.command.schemas.body import Body, ListOf, Nested
from mockkf.command.schemas.members import OneOf, TrueFalse, WholeNumber
from mockkf.command.schemas.pam_members import NullMember, Uuid
from mockkf.command.schemas.parameters import Paging
from mockkf.command.schemas.secret import EitherSecret
from mockkf.command.schemas.texts import Text

DATA_TYPES = {1: "text", 2: "secret"}
PROVIDERS = Paging(("Name", "Area", "ProviderType", "SecuredAreaId"), "Name")


class TypeParameterBody(Body):
    """A parameter in the answer about a type."""

    title = "TypeParameter"

    id = WholeNumber(always=True)
    name = Text(required=True)
    display_name = Text(always=True)
    data_type = OneOf(DATA_TYPES, load_default=1)
    instance_level = TrueFalse(load_default=False)

    class Meta(Body.Meta):
        """In the recorded order."""

        fields: tuple[str, ...] = ("id", "name", "display_name", "data_type", "instance_level")


class ParameterInProvider(TypeParameterBody):
    """A parameter in the answer about a provider, where ProviderType is null."""

    title = "ParameterInProvider"

    provider_type = NullMember()

    class Meta(Body.Meta):
        """In the recorded order."""

        fields = (*TypeParameterBody.Meta.fields, "provider_type")


class TypeAnswer(Body):
    """A type in the list of types."""

    title = "ProviderType"

    id = Uuid(always=True)
    name = Text(always=True)
    parameters = ListOf(TypeParameterBody, always=True)

    class Meta(Body.Meta):
        """In the recorded order."""

        fields = ("id", "name", "parameters")


class TypeRequest(Body):
    """The request for a new type."""

    name = Text(required=True)
    parameters = ListOf(TypeParameterBody, load_default=())

    class Meta(Body.Meta):
        """In the order of the page."""

        fields = ("name", "parameters")


class TypeInProvider(Body):
    """A type inside a provider, where the member with its parameters has another name."""

    title = "TypeInProvider"

    id = Uuid(always=True)
    name = Text(always=True)
    provider_type_params = ListOf(TypeParameterBody, always=True)

    class Meta(Body.Meta):
        """In the recorded order."""

        fields = ("id", "name", "provider_type_params")


class TypeChosen(Body):
    """The type in a request for a provider; only Id is used, so that clients can send an answer back."""

    title = "ChosenType"

    id = Uuid(required=True)
    name = Text()
    provider_type_params = ListOf(ParameterInProvider)

    class Meta(Body.Meta):
        """In the recorded order."""

        fields = ("id", "name", "provider_type_params")


class ParameterChosen(Body):
    """The parameter of a value, identified by name or id."""

    title = "ChosenParameter"

    id = WholeNumber()
    name = Text()
    display_name = Text()
    data_type = OneOf(DATA_TYPES)
    instance_level = TrueFalse()

    class Meta(Body.Meta):
        """In the recorded order."""

        fields = TypeParameterBody.Meta.fields


class ValueAnswer(Body):
    """The value of one parameter of a provider; a GUID replaces a secret value."""

    title = "ParameterValue"

    id = WholeNumber(always=True)
    value = Text()
    instance_id = WholeNumber()
    instance_guid = Uuid()
    provider_type_param = Nested(TypeParameterBody, always=True)

    class Meta(Body.Meta):
        """In the recorded order."""

        fields: tuple[str, ...] = ("id", "value", "instance_id", "instance_guid", "provider_type_param")


class ValueRequest(Body):
    """The value of one parameter of a provider, as text or as a secret object."""

    title = "ParameterValue"

    id = WholeNumber()
    value = EitherSecret(secret=True)
    instance_id = WholeNumber()
    instance_guid = Uuid()
    provider_type_param = Nested(ParameterChosen, required=True)

    class Meta(Body.Meta):
        """In the order of the page."""

        fields = ValueAnswer.Meta.fields


class ProviderAnswer(Body):
    """A provider, with the members that only version 1 has."""

    title = "Provider"

    id = WholeNumber(always=True)
    name = Text(always=True)
    area = WholeNumber(always=True)
    provider_type = Nested(TypeInProvider, always=True)
    provider_type_param_values = ListOf(ValueAnswer, always=True)
    secured_area_id = WholeNumber()
    remote = TrueFalse(always=True)

    class Meta(Body.Meta):
        """In the recorded order."""

        fields: tuple[str, ...] = (
            "id",
            "name",
            "area",
            "provider_type",
            "provider_type_param_values",
            "secured_area_id",
            "remote",
        )


class ProviderCreation(Body):
    """The request for a new provider."""

    name = Text(required=True)
    remote = TrueFalse(load_default=False)
    area = WholeNumber(load_default=1)
    provider_type = Nested(TypeChosen, required=True)
    provider_type_param_values = ListOf(ValueRequest, load_default=())
    secured_area_id = WholeNumber(load_default=None)

    class Meta(Body.Meta):
        """In the order of the page."""

        fields: tuple[str, ...] = (
            "name",
            "remote",
            "area",
            "provider_type",
            "provider_type_param_values",
            "secured_area_id",
        )


class ProviderChange(ProviderCreation):
    """The request to change a provider, in version 1."""

    id = WholeNumber(required=True)

    class Meta(Body.Meta):
        """In the order of the page."""

        fields: tuple[str, ...] = ("id", *ProviderCreation.Meta.fields)
