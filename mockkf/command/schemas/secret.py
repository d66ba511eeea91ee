"""A secret in a v2 body: the value itself, or its address at a PAM provider (seed 002)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import ValidationError, post_load

from mockkf.command.schemas.body import Body, Nested
from mockkf.command.schemas.members import Credential, Member, kind
from mockkf.model import Deviation, Secret

DIGITS = re.compile("-?[0-9]{1,10}")
FORMS = 'must be {"SecretValue": text} or {"Provider": id, "Parameters": {name: text}}'


class ProviderId(Member):
    """The id of a PAM provider: a number, or that number as text, as the documents' own examples have it."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        digits = str(value) if type(value) is int else value
        if not (isinstance(digits, str) and digits.isascii() and digits.isdigit() and int(digits[:10]) < 2**31):
            raise ValidationError("must be the Id of a PAM provider, as a number or as text")
        return int(digits[:10])

    def shown(self, value: Any) -> Any:
        """The id; what is none may be anything."""
        return value if value is None or DIGITS.fullmatch(str(value)) else "********"

    def taken(self) -> dict[str, Any]:
        """A number, or that number as text."""
        return {"anyOf": [self.told(), {"type": "string", "pattern": "^[0-9]{1,9}$"}]}

    def told(self) -> dict[str, Any]:
        """A number."""
        return {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}

    def deviations(self, value: Any, path: str) -> Iterator[Deviation]:
        """An id that is given as text."""
        if isinstance(value, str):
            yield Deviation("provider-as-text", f"{path} should be a number; it was given as text")


class Parameters(Member):
    """The parameters of one secret at its provider: text by name."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Mapping[str, str]:
        if not isinstance(value, dict):
            raise ValidationError(f"must be an object whose values are text, not {kind(value)}")
        wrong = [name for name, text in value.items() if not isinstance(text, str)]
        if wrong:
            raise ValidationError(f"must be an object whose values are text; '{wrong[0]}' is {kind(value[wrong[0]])}")
        return dict(value)

    def shown(self, value: Any) -> Any:
        """The address; what is none may be anything."""
        texts = isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
        return value if texts or value is None else "********"

    def taken(self) -> dict[str, Any]:
        """An object of texts."""
        return {"type": "object", "additionalProperties": {"type": "string"}}


class SecretObject(Body):
    """The three members of a secret."""

    title = "Secret"

    secret_value = Credential()
    provider = ProviderId()
    parameters = Parameters()

    class Meta(Body.Meta):
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

    def between(self) -> dict[str, Any]:
        """Either the value, or provider and parameters."""
        null, text, some = {"type": "null"}, {"type": "string", "minLength": 1}, {"type": "object", "minProperties": 1}
        value = {"SecretValue": text, "Provider": null, "Parameters": null}
        address = {"SecretValue": null, "Provider": {"not": null}, "Parameters": some}
        return {
            "oneOf": [
                {"required": ["SecretValue"], "properties": value},
                {"required": ["Provider", "Parameters"], "properties": address},
            ]
        }


class HiddenSecretObject(SecretObject):
    """A secret whose value is never shown."""

    secret_value = Credential(secret=True)


class EitherSecret(Credential):
    """A credential given as text or as a secret object, answered as text."""

    def __init__(self, *, secret: bool = False, **options: Any) -> None:
        super().__init__(secret=secret, **options)
        self.instead: Body = HiddenSecretObject() if secret else SecretObject()

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(value, dict):
            return self.instead.load(value)
        if not isinstance(value, str):
            raise ValidationError(f"must be text or a secret object, not {kind(value)}")
        return super()._deserialize(value, *args, **kwargs)

    def deviations(self, value: Any, path: str) -> Iterator[Deviation]:
        """Those of a secret object."""
        yield from self.instead.deviations(value, path)

    def shown(self, value: Any) -> Any:
        """The text or the object, as far as it may be shown."""
        return self.instead.shown(value) if isinstance(value, dict) else super().shown(value)


class SecretMember(Nested):
    """A member that holds a secret object; `hidden` ones are answered as null and their value is never shown."""

    def __init__(self, *, hidden: bool = False, **options: Any) -> None:
        super().__init__(HiddenSecretObject if hidden else SecretObject, **options)
        self.hidden = hidden

    def _serialize(self, value: Secret | None, *_: Any, **__: Any) -> dict[str, Any] | None:
        if value is None or self.hidden:
            return None
        return {"SecretValue": value.value, "Parameters": value.parameters, "Provider": value.provider}
