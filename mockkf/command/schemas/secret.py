"""A secret in a v2 body: its value, or its address at a PAM provider (POST SMTP Test 25.x)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import ValidationError, post_load

from mockkf.command.schemas.body import Body, Nested
from mockkf.command.schemas.members import Member, kind
from mockkf.command.schemas.parameters import ID
from mockkf.command.schemas.texts import Credential, UserName
from mockkf.model import Deviation, Secret

DIGITS = re.compile("-?[0-9]{1,10}")
EMPTY_SECRET: Mapping[str, Any] = {
    "properties": {name: {"type": "null"} for name in ("SecretValue", "Provider", "Parameters")}
}
"""The JSON Schema of a secret object without a value, which means no secret."""

FORMS = 'must be {"SecretValue": text} or {"Provider": id, "Parameters": {name: text}}'


class ProviderId(Member):
    """The id of a PAM provider: a number, or the number as text, as in the documented examples."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        digits = str(value) if type(value) is int else value
        if not (isinstance(digits, str) and digits.isascii() and digits.isdigit() and int(digits[:10]) < 2**31):
            raise ValidationError("must be the Id of a PAM provider, as a number or as text")
        return int(digits[:10])

    def shown(self, value: Any) -> Any:
        """Return the id; any other value is masked, because it may be a secret."""
        return value if value is None or DIGITS.fullmatch(str(value)) else "********"

    def taken(self) -> dict[str, Any]:
        """Return the schema of a number."""
        return {**ID}

    def accepted(self) -> dict[str, Any]:
        """Return a schema for a number, or for the number as text."""
        return {"anyOf": [self.taken(), {"type": "string", "pattern": "^[0-9]{1,9}$"}]}

    def deviations(self, value: Any, path: str) -> Iterator[Deviation]:
        """Return a deviation for an id that is text."""
        if isinstance(value, str):
            yield Deviation("provider-as-text", f"{path} should be a number; it was given as text")


class Parameters(Member):
    """The parameters of one secret at its provider, as text by name."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Mapping[str, str]:
        if not isinstance(value, dict):
            raise ValidationError(f"must be an object whose values are text, not {kind(value)}")
        wrong = [name for name, text in value.items() if not isinstance(text, str)]
        if wrong:
            raise ValidationError(f"must be an object whose values are text; '{wrong[0]}' is {kind(value[wrong[0]])}")
        return dict(value)

    def shown(self, value: Any) -> Any:
        """Return the address; any other value is masked, because it may be a secret."""
        texts = isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
        return value if texts or value is None else "********"

    @property
    def schema_name(self) -> str | None:
        """The name of a class for the address of a secret."""
        return "SecretParameters"

    def taken(self) -> dict[str, Any]:
        """Return the schema of an object whose values are text."""
        return {"type": "object", "additionalProperties": {"type": "string"}}


class SecretObject(Body):
    """The three members of a secret."""

    title = "Secret"
    hides_names = True

    secret_value = Credential()
    provider = ProviderId()
    parameters = Parameters()

    class Meta(Body.Meta):
        """In the order the API answers them."""

        fields = ("secret_value", "parameters", "provider")

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Secret | None:
        """Return the secret, or None if every member was null; raise `ValidationError` for any other form."""
        if not data:
            return None
        if set(data) == {"secret_value"} and data["secret_value"].value:
            return Secret(value=data["secret_value"].value)
        if set(data) == {"provider", "parameters"} and data["parameters"]:
            return Secret(provider=data["provider"], parameters=data["parameters"])
        raise ValidationError(FORMS)

    def rules_in_words(self) -> str:
        """Return the rule: either the value, or provider and parameters."""
        return "Either SecretValue, or Provider and Parameters."

    def between(self) -> dict[str, Any]:
        """Return the rule: either the value, or provider and parameters, or nothing."""
        null, text, some = {"type": "null"}, {"type": "string", "minLength": 1}, {"type": "object", "minProperties": 1}
        value = {"SecretValue": text, "Provider": null, "Parameters": null}
        address = {"SecretValue": null, "Provider": {"not": null}, "Parameters": some}
        return {
            "oneOf": [
                {"required": ["SecretValue"], "properties": value},
                {"required": ["Provider", "Parameters"], "properties": address},
                dict(EMPTY_SECRET),
            ]
        }


class HiddenSecretObject(SecretObject):
    """A secret whose value is always masked."""

    secret_value = Credential(secret=True)


class EitherSecret(UserName):
    """A user name or password that requests give as text or secret object; answers contain text.

    `as_object` is the form that the documents show.
    """

    def __init__(self, *, secret: bool = False, as_object: bool = False, **options: Any) -> None:
        super().__init__(secret=secret, **options)
        self.as_object = as_object
        self.instead: Body = HiddenSecretObject() if secret else SecretObject()

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(value, dict):
            return self.instead.load(value)
        if not isinstance(value, str):
            raise ValidationError(f"must be text or a secret object, not {kind(value)}")
        return super()._deserialize(value, *args, **kwargs)

    def deviations(self, value: Any, path: str) -> Iterator[Deviation]:
        """Return the deviations of a secret object, or of a user name."""
        yield from self.instead.deviations(value, path)
        if not self.secret:
            yield from super().deviations(value, path)

    def shown(self, value: Any) -> Any:
        """Return the text or the object, masked if necessary."""
        return self.instead.shown(value) if isinstance(value, dict) else super().shown(value)


class SecretMember(Nested):
    """A member with a secret object; a `hidden` one is null in answers, and its value is always masked."""

    def __init__(self, *, hidden: bool = False, **options: Any) -> None:
        super().__init__(HiddenSecretObject if hidden else SecretObject, **options)
        self.hidden = hidden

    def _serialize(self, value: Secret | None, *_: Any, **__: Any) -> dict[str, Any] | None:
        if value is None or self.hidden:
            return None
        return {"SecretValue": value.value, "Parameters": value.parameters, "Provider": value.provider}
