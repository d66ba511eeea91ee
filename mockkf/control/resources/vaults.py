"""The secrets of the PAM providers: put in, taken out and compared, but never read."""

from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import BadRequest, NotFound

from mockkf.control.request_body import TEXT, WORDS, table
from mockkf.control.request_context import ControlRequest
from mockkf.control.route import RouteTable

if TYPE_CHECKING:
    from mockkf.testing import Vault

ROUTES = RouteTable()

AT = ["MyFolderName", "MyEmailUserPassword"]
SECRET = table({"at": WORDS, "value": TEXT}, {"at": AT, "value": "s3cret"}, "at", "value")
ADDRESS = table({"at": WORDS}, {"at": AT}, "at")
COMPARISON = table({"at": WORDS, "expected": TEXT}, {"at": AT, "expected": "s3cret"}, "at", "expected")


@ROUTES("GET /vaults")
def vaults(call: ControlRequest) -> Any:
    """The vaults of all PAM providers: by what each finds its secrets, and where it holds one."""
    return {"vaults": [_view(vault) for vault in call.mock.vaults]}


@ROUTES("PUT /vaults/{provider}/secrets", body=SECRET)
def put(call: ControlRequest) -> Any:
    """Put a secret in, or another in its place; the provider is named by its id or its name."""
    vault = _vault(call)
    vault[_address(vault, call)] = call.body["value"]
    return _view(vault)


@ROUTES("DELETE /vaults/{provider}/secrets", body=ADDRESS)
def remove(call: ControlRequest) -> Any:
    """Take a secret out."""
    vault = _vault(call)
    try:
        del vault[_address(vault, call)]
    except KeyError as error:
        raise NotFound(error.args[0]) from None
    return _view(vault)


@ROUTES("POST /vaults/{provider}/compare", body=COMPARISON)
def compare(call: ControlRequest) -> Any:
    """Whether the secret at an address is the one that is expected."""
    vault = _vault(call)
    return {"same": vault.holds(_address(vault, call), call.body["expected"])}


def _vault(call: ControlRequest) -> "Vault":
    said: str = call.places["provider"]
    found = call.mock.vaults
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 11 else said  # noqa: PLR2004 - as an id has
    try:
        return found[number]
    except KeyError as error:
        raise NotFound(error.args[0]) from None


def _address(vault: "Vault", call: ControlRequest) -> tuple[str, ...]:
    """The address of the body, if it can be one of this vault."""
    address = tuple(call.body["at"])
    try:
        _ = address in vault
    except KeyError as error:
        raise BadRequest(error.args[0]) from None
    return address


def _view(vault: "Vault") -> dict[str, Any]:
    return {
        "id": vault.id,
        "name": vault.name,
        "type": vault.type,
        "asks_for": vault.asks_for,
        "secrets": len(vault),
        "addresses": [*vault],
    }
