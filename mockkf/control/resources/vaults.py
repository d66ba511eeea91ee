"""The secrets of the PAM providers: put in, taken out and compared, but never read."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields
from werkzeug.exceptions import BadRequest, NotFound

from mockkf.control.context import current_mock
from mockkf.control.resource import Resource
from mockkf.control.schemas import AnswerSchema, BodySchema, SameSchema, TextField, TextListField
from mockkf.testing import Vault

resource = Resource("vaults", "The secrets of the PAM providers.")

AT = ["MyFolderName", "MyEmailUserPassword"]


class VaultSchema(AnswerSchema):
    """The vault of one PAM provider: by what it finds its secrets, and where it holds one."""

    id = fields.Integer()
    name = fields.String()
    type = fields.String()
    asks_for = fields.List(fields.String())
    secrets = fields.Integer()
    addresses = fields.List(fields.List(fields.String()))


class VaultsSchema(AnswerSchema):
    """The vaults of all PAM providers."""

    vaults = fields.List(fields.Nested(VaultSchema))


class SecretAddressSchema(BodySchema):
    """Where a secret is."""

    example = {"at": AT}

    at = TextListField(required=True)


class StoredSecretSchema(SecretAddressSchema):
    """A secret to put in."""

    example = {"at": AT, "value": "s3cret"}

    value = TextField(required=True)


class SecretComparisonSchema(SecretAddressSchema):
    """A secret, and what it is expected to be."""

    example = {"at": AT, "expected": "s3cret"}

    expected = TextField(required=True)


@resource.get("/vaults")
@resource.response(200, VaultsSchema)
def list_vaults() -> Any:
    """The vaults of all PAM providers: by what each finds its secrets, and where it holds one."""
    return {"vaults": [_view(vault) for vault in current_mock().vaults]}


@resource.put("/vaults/<string:provider>/secrets")
@resource.body(StoredSecretSchema())
@resource.response(200, VaultSchema)
def put_secret(body: Mapping[str, Any], provider: str) -> Any:
    """Put a secret in, or another in its place; the provider is named by its id or its name."""
    vault = _vault(provider)
    vault[_address(vault, body)] = body["value"]
    return _view(vault)


@resource.delete("/vaults/<string:provider>/secrets")
@resource.body(SecretAddressSchema())
@resource.response(200, VaultSchema)
def remove_secret(body: Mapping[str, Any], provider: str) -> Any:
    """Take a secret out."""
    vault = _vault(provider)
    try:
        del vault[_address(vault, body)]
    except KeyError as error:
        raise NotFound(error.args[0]) from None
    return _view(vault)


@resource.post("/vaults/<string:provider>/compare")
@resource.body(SecretComparisonSchema())
@resource.response(200, SameSchema)
def compare_secret(body: Mapping[str, Any], provider: str) -> Any:
    """Whether the secret at an address is the one that is expected."""
    vault = _vault(provider)
    return {"same": vault.holds(_address(vault, body), body["expected"])}


def _vault(said: str) -> Vault:
    found = current_mock().vaults
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 11 else said  # noqa: PLR2004 - as an id has
    try:
        return found[number]
    except KeyError as error:
        raise NotFound(error.args[0]) from None


def _address(vault: Vault, body: Mapping[str, Any]) -> tuple[str, ...]:
    """The address of the body, if it can be one of this vault."""
    address = tuple(body["at"])
    try:
        _ = address in vault
    except KeyError as error:
        raise BadRequest(error.args[0]) from None
    return address


def _view(vault: Vault) -> dict[str, Any]:
    return {
        "id": vault.id,
        "name": vault.name,
        "type": vault.type,
        "asks_for": vault.asks_for,
        "secrets": len(vault),
        "addresses": [*vault],
    }
