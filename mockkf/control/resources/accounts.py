"""Users, clients, roles and mail hosts, without their secrets.

A PUT replaces a list, in the format of a scenario. It keeps stored data and captured mail.
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from mockkf.config import Settings
from mockkf.control.context import current_mock
from mockkf.control.resource import Resource
from mockkf.control.runtime_settings import check
from mockkf.control.schemas import AnswerSchema, BodySchema, EpochSchema, TableListField
from mockkf.model import Account, MailHost

resource = Resource("accounts", "Users, clients, roles and mail hosts.")


class AccountSchema(AnswerSchema):
    """A user or a client; null roles mean all roles."""

    optional = ("scopes", "audiences")

    name = fields.String()
    roles = fields.List(fields.String(), allow_none=True)
    scopes = fields.List(fields.String())
    audiences = fields.List(fields.String())


class UsersSchema(AnswerSchema):
    """The users; null means any user."""

    users = fields.List(fields.Nested(AccountSchema), allow_none=True)


class ClientsSchema(AnswerSchema):
    """The clients of the API and of the identity provider; null means any client."""

    clients = fields.List(fields.Nested(AccountSchema), allow_none=True)
    idp_clients = fields.List(fields.Nested(AccountSchema), allow_none=True)


class HostSchema(AnswerSchema):
    """A mail host; `users` has the names of its users."""

    name = fields.String()
    ports = fields.Dict(keys=fields.String(), values=fields.String())
    mechanisms = fields.List(fields.String(), allow_none=True)
    users = fields.List(fields.String(), allow_none=True)
    require_login = fields.Boolean()
    send_as = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), allow_none=True)
    certificate = fields.String()
    size_limit = fields.Integer()


class HostsSchema(AnswerSchema):
    """The mail hosts."""

    hosts = fields.List(fields.Nested(HostSchema))


class RoleSchema(AnswerSchema):
    """A role and its permissions."""

    name = fields.String()
    permissions = fields.List(fields.String())


class RolesSchema(AnswerSchema):
    """The roles."""

    roles = fields.List(fields.Nested(RoleSchema))


class UsersDeclarationSchema(BodySchema):
    """Users, in the format of a scenario."""

    example = {"users": [{"name": "KEYEXAMPLE\\jsmith", "password": "s3cret"}]}

    users = TableListField()


class ClientsDeclarationSchema(BodySchema):
    """Clients, in the format of a scenario."""

    example = {
        "clients": [{"name": "pipeline", "token": "t0ken"}],
        "idp_clients": [{"name": "app", "secret": "s3cret"}],
    }

    clients = TableListField()
    idp_clients = TableListField()


class HostsDeclarationSchema(BodySchema):
    """Mail hosts, in the format of a scenario."""

    example = {"hosts": [{"name": "smtp.keyexample.com", "ports": {"587": "required"}}]}

    hosts = TableListField()


class RolesDeclarationSchema(BodySchema):
    """Roles, in the format of a scenario."""

    example = {"roles": [{"name": "reader", "permissions": ["/system_settings/read/"]}]}

    roles = TableListField()


@resource.get("/users")
@resource.response(200, UsersSchema)
def get_users() -> Any:
    """List the users that may call the API with Basic, and their roles; null means any user."""
    return {"users": _accounts(_settings().users)}


@resource.put("/users")
@resource.body(UsersDeclarationSchema())
@resource.response(200, EpochSchema)
def put_users(body: Mapping[str, Any]) -> Any:
    """Replace the users that may call the API with Basic."""
    return _change(body)


@resource.get("/clients")
@resource.response(200, ClientsSchema)
def get_clients() -> Any:
    """List the clients that may call with Bearer, and those that may get tokens; null means any client."""
    settings = _settings()
    return {"clients": _accounts(settings.clients), "idp_clients": _accounts(settings.idp_clients)}


@resource.put("/clients")
@resource.body(ClientsDeclarationSchema())
@resource.response(200, EpochSchema)
def put_clients(body: Mapping[str, Any]) -> Any:
    """Replace the clients that may call with Bearer (`clients`), or that may get tokens (`idp_clients`)."""
    return _change(body)


@resource.get("/hosts")
@resource.response(200, HostsSchema)
def get_hosts() -> Any:
    """List the declared mail hosts; without any, every host name resolves."""
    return {"hosts": [_host(host) for host in _settings().hosts]}


@resource.put("/hosts")
@resource.body(HostsDeclarationSchema())
@resource.response(200, EpochSchema)
def put_hosts(body: Mapping[str, Any]) -> Any:
    """Replace the mail hosts; host names that are not declared do not resolve."""
    return _change(body)


@resource.get("/roles")
@resource.response(200, RolesSchema)
def get_roles() -> Any:
    """List the roles and their permissions."""
    return {"roles": [{"name": name, "permissions": may} for name, may in _settings().roles.items()]}


@resource.put("/roles")
@resource.body(RolesDeclarationSchema())
@resource.response(200, EpochSchema)
def put_roles(body: Mapping[str, Any]) -> Any:
    """Replace the roles."""
    return _change(body)


def _settings() -> Settings:
    return current_mock().runtime.settings


def _change(body: Mapping[str, Any]) -> Any:
    check(body)
    return {"epoch": current_mock().change(**body)}


def _accounts(accounts: tuple[Account, ...] | None) -> list[Mapping[str, Any]] | None:
    return None if accounts is None else [_account(account) for account in accounts]


def _account(account: Account) -> dict[str, Any]:
    limits = {"scopes": account.scopes, "audiences": account.audiences}
    said = {name: limit for name, limit in limits.items() if limit is not None}
    return {"name": account.name, "roles": account.roles, **said}


def _host(host: MailHost) -> dict[str, Any]:
    return {**vars(host), "users": None if host.users is None else [*host.users.passwords]}
