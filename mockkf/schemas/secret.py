"""A secret in a v2 body: the value itself, or its address at a PAM provider (seed 002)."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, post_load

from mockkf.model import Secret
from mockkf.schemas.members import Credential, Member, kind
from mockkf.schemas.wire import Nested, Wire

FORMS = 'must be {"SecretValue": text} or {"Provider": id, "Parameters": {name: text}}'


class ProviderId(Member):
    """The id of a PAM provider: a number, or that number as text, as the documents' own examples have it."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        digits = str(value) if type(value) is int else value
        if not (isinstance(digits, str) and digits.isascii() and digits.isdigit() and int(digits[:10]) < 2**31):
            raise ValidationError("must be the Id of a PAM provider, as a number or as text")
        return int(digits[:10])


class Parameters(Member):
    """The parameters of one secret at its provider: text by name."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Mapping[str, str]:
        if not isinstance(value, dict):
            raise ValidationError(f"must be an object of texts, not {kind(value)}")
        wrong = [name for name, text in value.items() if not isinstance(text, str)]
        if wrong:
            raise ValidationError(f"must be an object of texts; '{wrong[0]}' is {kind(value[wrong[0]])}")
        return dict(value)


class SecretObject(Wire):
    """The three members of a secret."""

    secret_value = Credential()
    provider = ProviderId()
    parameters = Parameters()

    class Meta(Wire.Meta):
        """In the order the API answers them."""

        fields = ("secret_value", "parameters", "provider")

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Secret | None:
        """The secret; None if every member was null."""
        if not data:
            return None
        if set(data) == {"secret_value"} and data["secret_value"].value:
            return Secret(value=data["secret_value"].value)
        if set(data) == {"provider", "parameters"} and data["parameters"]:
            return Secret(provider=data["provider"], parameters=data["parameters"])
        raise ValidationError(FORMS)


class HiddenSecretObject(SecretObject):
    """A secret whose value is never shown."""

    secret_value = Credential(secret=True)


class SecretMember(Nested):
    """A member that holds a secret object; `hidden` ones are answered as null and their value is never shown."""

    def __init__(self, *, hidden: bool = False, **options: Any) -> None:
        super().__init__(HiddenSecretObject if hidden else SecretObject, **options)
        self.hidden = hidden

    def _serialize(self, value: Secret | None, *_: Any, **__: Any) -> dict[str, Any] | None:
        if value is None or self.hidden:
            return None
        return {"SecretValue": value.value, "Parameters": value.parameters, "Provider": value.provider}
