"""The secrets of the PAM providers: store, remove and compare them; they cannot be read."""

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
    """The vault of a PAM provider; `asks_for` names the parts of an address, `addresses` have a secret."""

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
    """The address of a secret."""

    example = {"at": AT}

    at = TextListField(required=True)


class StoredSecretSchema(SecretAddressSchema):
    """A secret to store, and its address."""

    example = {"at": AT, "value": "s3cret"}

    value = TextField(required=True)


class SecretComparisonSchema(SecretAddressSchema):
    """The address of a secret, and its expected value."""

    example = {"at": AT, "expected": "s3cret"}

    expected = TextField(required=True)


@resource.get("/vaults")
@resource.response(200, VaultsSchema)
def list_vaults() -> Any:
    """List the vaults of all PAM providers: the parts of an address, and the addresses that have a secret."""
    return {"vaults": [_view(vault) for vault in current_mock().vaults]}


@resource.put("/vaults/<string:provider>/secrets")
@resource.body(StoredSecretSchema())
@resource.response(200, VaultSchema)
def put_secret(body: Mapping[str, Any], provider: str) -> Any:
    """Store or replace a secret; the path has the id or the name of the provider."""
    vault = _vault(provider)
    vault[_address(vault, body)] = body["value"]
    return _view(vault)


@resource.delete("/vaults/<string:provider>/secrets")
@resource.body(SecretAddressSchema())
@resource.response(200, VaultSchema)
def remove_secret(body: Mapping[str, Any], provider: str) -> Any:
    """Remove a secret."""
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
    """Tell whether the secret at an address has the expected value."""
    vault = _vault(provider)
    return {"same": vault.holds(_address(vault, body), body["expected"])}


def _vault(said: str) -> Vault:
    found = current_mock().vaults
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 11 else said  # noqa: PLR2004 - 10 digits
    try:
        return found[number]
    except KeyError as error:
        raise NotFound(error.args[0]) from None


def _address(vault: Vault, body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the address in the body; raise `BadRequest` if this vault cannot have it."""
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
