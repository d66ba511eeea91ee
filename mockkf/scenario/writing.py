"""Writes a mock as a scenario file. The file has no secrets; its first lines list what was left out."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from mockkf.config import OF_THE_SERVER, OPTIONS, Settings, Strict
from mockkf.errors import ConfigurationError
from mockkf.model import HIDDEN, Account, Fault, MailHost, Profile, ProviderSeed, TokenRules, Users, on_one_line
from mockkf.pam import Provider
from mockkf.scenario import tables
from mockkf.scenario.reading import TABLES


class Table(NamedTuple):
    """The parts of a value: `written` goes into the file (None if nothing), `left_out` names what is secret."""

    written: Any = None
    left_out: tuple[str, ...] = ()


def text(settings: Settings, profile: Profile, faults: Iterable[Fault]) -> str:
    """Return the scenario, in TOML, of a mock with these settings, stored `profile` and planned `faults`."""
    import tomli_w

    parts = {name: writer(getattr(settings, name)) for name, writer in WRITERS.items()}
    parts |= {"profile": _profile(profile), "faults": _faults(faults)}
    tables = {**_options(settings), **_in_tables(parts)}
    left_out = [f"{name}: {words}" for name, part in parts.items() for words in part.left_out]
    head = ["# A scenario never contains secrets. Left out; add by hand:"]
    told = [*head, *(f"#   {on_one_line(words)}" for words in left_out), ""] if left_out else []
    return "\n".join((*told, tomli_w.dumps(tables)))


def _options(settings: Settings) -> dict[str, Any]:
    """Return the release, and the options that differ from their defaults."""
    usual = Settings()
    own = [name for name in OPTIONS if name not in OF_THE_SERVER]
    said = {name: getattr(settings, name) for name in own}
    changed = {name: value for name, value in said.items() if name == "release" or value != getattr(usual, name)}
    return {name: dict(value.levels) if isinstance(value, Strict) else value for name, value in changed.items()}


def _in_tables(parts: Mapping[str, Table]) -> dict[str, Any]:
    """Return the written parts, each at its place in a scenario."""
    written = {name: part.written for name, part in parts.items() if part.written is not None}
    tables = {
        table: {member: written.pop(name) for member, name in members.items() if name in written}
        for table, members in TABLES.items()
    }
    return {**written, **{table: members for table, members in tables.items() if members}}


def _profile(profile: Profile) -> Table:
    """Return the profile without its secrets; it becomes anonymous if its type requires one of them."""
    from mockkf.command import operation

    newest = operation("PUT /SMTP", 2, (999,))
    assert newest is not None and newest.request is not None  # noqa: S101, PT018 - mockkf's own format
    told = {**newest.request.dump(profile), **{name: _stored(profile, name) for name in HIDDEN}}
    shown = newest.request.shown(told)
    body = {name: _given(value) for name, value in told.items() if value is not None and value == shown[name]}
    left_out = tuple(name for name, value in told.items() if value != shown[name])
    kind = body.get("RelayAuthenticationType")
    if _is_one(body):
        return Table(body, left_out)
    anonymous = {**body, "RelayAuthenticationType": 0}
    if _is_one(anonymous):
        return Table(anonymous, (f"RelayAuthenticationType {kind}, which requires a secret", *left_out))
    return Table(None, ("the whole profile, because no release accepts the rest", *left_out))


def _stored(profile: Profile, name: str) -> dict[str, Any] | None:
    secret = getattr(profile, HIDDEN[name])
    return secret and {"SecretValue": secret.value, "Parameters": secret.parameters, "Provider": secret.provider}


def _given(value: Any) -> Any:
    """Return a value; if it is a table, without its null members."""
    return {name: said for name, said in value.items() if said is not None} if isinstance(value, Mapping) else value


def _is_one(body: Mapping[str, Any]) -> bool:
    try:
        tables.profile("profile", body)
    except ConfigurationError:
        return False
    return True


def _faults(faults: Iterable[Fault]) -> Table:
    """Return the planned faults without those that are used up."""
    return Table([fault.members() for fault in faults if not fault.is_used_up] or None)


def _accounts(secret: str) -> Callable[[tuple[Account, ...] | None], Table]:
    def write(accounts: tuple[Account, ...] | None) -> Table:
        left_out = tuple(f"{account.name} (has a {secret})" for account in accounts or ())
        return Table(None if accounts is None or left_out else [], left_out)

    return write


def _relay_users(users: Users | None) -> Table:
    left_out = tuple(f"{name} (has a password)" for name in (users.passwords if users else ()))
    return Table(None if users is None or left_out else [], left_out)


def _token_rules(rules: TokenRules) -> Table:
    return Table({name: asked for name, asked in vars(rules).items() if asked is not None} or None)


def _roles(roles: Mapping[str, tuple[str, ...]]) -> Table:
    return Table([{"name": name, "permissions": may} for name, may in roles.items()] or None)


def _hosts(hosts: Iterable[MailHost]) -> Table:
    parts = [_host(host) for host in hosts]
    return Table([part.written for part in parts] or None, tuple(words for part in parts for words in part.left_out))


def _host(host: MailHost) -> Table:
    usual = vars(MailHost(host.name))
    changed = {name: said for name, said in vars(host).items() if name == "name" or said != usual[name]}
    if "ports" in changed:
        changed["ports"] = {str(number): mode for number, mode in host.ports.items()}
    users = _relay_users(changed.pop("users", None))
    written = changed if users.written is None else {**changed, "users": users.written}
    return Table(written, tuple(f"the user {words} at {host.name}" for words in users.left_out))


def _providers(seeds: Iterable[ProviderSeed]) -> Table:
    parts = [_provider(seed) for seed in seeds]
    return Table([part.written for part in parts] or None, tuple(words for part in parts for words in part.left_out))


def _provider(seed: ProviderSeed) -> Table:
    confidential = Provider.named(seed.type).confidential
    plain = {name: said for name, said in seed.parameters.items() if name not in confidential}
    given = {"id": seed.id or None, "remote": seed.remote or None, "parameters": plain or None}
    left_out = (
        *(f"the parameter {name} of {seed.name}" for name in seed.parameters if name in confidential),
        *(f"the secret at {' / '.join(address)} of {seed.name}" for address in seed.secrets),
    )
    return Table({"name": seed.name, "type": seed.type, **_given(given)}, left_out)


WRITERS: Mapping[str, Callable[[Any], Table]] = {
    "relay_users": _relay_users,
    "relay_require_tls": lambda required: Table(required or None),
    "relay_oauth": _token_rules,
    "idp_clients": _accounts("secret"),
    "pam_providers": _providers,
    "hosts": _hosts,
    "users": _accounts("password"),
    "clients": _accounts("token"),
    "roles": _roles,
}
"""The writer of each content of the settings."""
