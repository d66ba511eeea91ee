"""Who may call the API and get tokens, what roles there are, and which mail hosts: never with their secrets.

A PUT replaces a list, in the words of a scenario, and keeps what is stored and captured.
"""

from collections.abc import Mapping
from typing import Any

from mockkf.config import Settings
from mockkf.control.request_body import TABLES, RequestBody, table
from mockkf.control.request_context import ControlRequest
from mockkf.control.route import RouteTable
from mockkf.control.runtime_settings import check
from mockkf.model import Account, MailHost

ROUTES = RouteTable()


def _body(**examples: Any) -> RequestBody:
    return table(dict.fromkeys(examples, TABLES), examples)


USERS = _body(users=[{"name": "KEYEXAMPLE\\jsmith", "password": "s3cret"}])
CLIENTS = _body(clients=[{"name": "pipeline", "token": "t0ken"}], idp_clients=[{"name": "app", "secret": "s3cret"}])
HOSTS = _body(hosts=[{"name": "smtp.keyexample.com", "ports": {"587": "required"}}])
ROLES = _body(roles=[{"name": "reader", "permissions": ["/system_settings/read/"]}])


@ROUTES("GET /users")
def users(call: ControlRequest) -> Any:
    """Who may call the API by Basic, and in which roles; null for anybody."""
    return {"users": _accounts(_settings(call).users)}


@ROUTES("PUT /users", body=USERS)
def put_users(call: ControlRequest) -> Any:
    """Let these call the API by Basic, and nobody else."""
    return _changed(call)


@ROUTES("GET /clients")
def clients(call: ControlRequest) -> Any:
    """Who may call the API by Bearer, and who gets tokens of the identity provider; null for anybody."""
    settings = _settings(call)
    return {"clients": _accounts(settings.clients), "idp_clients": _accounts(settings.idp_clients)}


@ROUTES("PUT /clients", body=CLIENTS)
def put_clients(call: ControlRequest) -> Any:
    """Let these call the API by Bearer, or these get tokens, and nobody else."""
    return _changed(call)


@ROUTES("GET /hosts")
def hosts(call: ControlRequest) -> Any:
    """The mail hosts that are declared; if there are none, every name resolves."""
    return {"hosts": [_host(host) for host in _settings(call).hosts]}


@ROUTES("PUT /hosts", body=HOSTS)
def put_hosts(call: ControlRequest) -> Any:
    """Let there be these mail hosts; other names do not resolve then."""
    return _changed(call)


@ROUTES("GET /roles")
def roles(call: ControlRequest) -> Any:
    """The roles, and what each may do."""
    return {"roles": [{"name": name, "permissions": may} for name, may in _settings(call).roles.items()]}


@ROUTES("PUT /roles", body=ROLES)
def put_roles(call: ControlRequest) -> Any:
    """Let there be these roles."""
    return _changed(call)


def _settings(call: ControlRequest) -> Settings:
    return call.mock.runtime.settings


def _changed(call: ControlRequest) -> Any:
    check(call.body)
    return {"epoch": call.mock.change(**call.body)}


def _accounts(accounts: tuple[Account, ...] | None) -> list[Mapping[str, Any]] | None:
    return None if accounts is None else [_account(account) for account in accounts]


def _account(account: Account) -> dict[str, Any]:
    limits = {"scopes": account.scopes, "audiences": account.audiences}
    said = {name: limit for name, limit in limits.items() if limit is not None}
    return {"name": account.name, "roles": account.roles, **said}


def _host(host: MailHost) -> dict[str, Any]:
    return {**vars(host), "users": None if host.users is None else [*host.users.passwords]}
