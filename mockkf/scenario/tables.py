"""The tables of a scenario: the profile, faults, accounts, roles, PAM providers, token rules."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mockkf.config import Take, know, number, table, text, truth
from mockkf.errors import ConfigurationError, Invalid
from mockkf.faults import read
from mockkf.model import Account, Fault, Profile, ProviderSeed, TokenRules, Users, in_one_phrase


def release(name: str, value: Any) -> str:
    """Return a known release; `ConfigurationError` lists the known ones."""
    from mockkf.command import release

    return release(name, value)


def profile(name: str, value: Any) -> Profile:
    """Return the SMTP profile from a table with Command's own member names."""
    from mockkf.command import operation

    if isinstance(value, Profile):
        return value
    newest = operation("PUT /SMTP", 2, (999,))
    assert newest is not None and newest.request is not None  # noqa: S101, PT018 - mockkf's own format
    given = table(name, value)
    members = {member.lower(): member for member in newest.request.documented}
    know((members.get(key.lower(), key) for key in given), members.values(), "member", f"[{name}]")
    try:
        read: Profile = newest.request.read({"Port": 25, **given})
    except Invalid as error:
        raise ConfigurationError(f"[{name}] {error.message}") from error
    return read


def faults(name: str, value: Any) -> tuple[Fault, ...]:
    """Return the faults that are planned at the start, from a list of tables, each with `step` or `preset`."""
    if not isinstance(value, list | tuple):
        raise ConfigurationError(f"{name} must be a list of tables, each with a step or a preset")
    return tuple(entry if isinstance(entry, Fault) else fault(name, entry) for entry in value)


def fault(name: str, value: Any) -> Fault:
    """Return one fault from a table."""
    given = dict(table(name, value))
    where = [given.pop(word) for word in ("preset", "step") if word in given]
    if not where or not isinstance(where[0], str):
        raise ConfigurationError(f"{name}: a fault needs a step, such as 'relay.recipient', or a preset")
    try:
        found = read(where[0], given)
    except ConfigurationError as error:
        raise ConfigurationError(f"{name}: {error}") from None
    if len(where) > 1 and found.step != where[1]:
        raise ConfigurationError(f"{name}: the preset {where[0]} is for the step {found.step}, not for {where[1]}")
    return found


def relay_users(name: str, value: Any) -> Users:
    """Return the users that may log on at the mail server."""
    if isinstance(value, Users):
        return value
    return Users({user["name"]: user["password"] for user in entries(name, value, ("name", "password"))})


def pam_providers(name: str, value: Any) -> tuple[ProviderSeed, ...]:
    """Return the PAM providers with their secrets, from a list of tables."""
    if isinstance(value, tuple):
        return value
    optional = ("id", "remote", "parameters", "secrets")
    return tuple(_provider(name, entry) for entry in entries(name, value, ("name", "type"), optional))


def _provider(name: str, entry: Mapping[str, Any]) -> ProviderSeed:
    where = f"{entry['name']} in {name}"
    secrets = entry.get("secrets", [])
    if not isinstance(secrets, list) or not all(
        isinstance(secret, Mapping) and {*secret} == {"address", "value"} for secret in secrets
    ):
        raise ConfigurationError(f"secrets of {where} must be a list of tables, each with address and value")
    return ProviderSeed(
        name=entry["name"],
        type=entry["type"],
        id=number(0, 2**31 - 1, "a whole number from 0 to 2147483647")(f"id of {where}", entry.get("id", 0)),
        remote=truth(f"remote of {where}", entry.get("remote", False)),
        parameters=_by_name(f"parameters of {where}", entry.get("parameters", {})),
        secrets={
            texts(f"address of a secret of {where}", secret["address"]): _secret(where, secret["value"])
            for secret in secrets
        },
    )


def _by_name(name: str, value: Any) -> dict[str, str]:
    given = table(name, value)
    wrong = [key for key, entry in given.items() if not isinstance(entry, str)]
    if wrong:
        raise ConfigurationError(f"{name} must contain only text; the value of '{wrong[0]}' is not text")
    return dict(given)


def _secret(where: str, value: Any) -> str:
    """Return the value of a secret, which may be empty; the error does not repeat it."""
    if not isinstance(value, str):
        raise ConfigurationError(f"value of a secret of {where} must be text")
    return value


def accounts(secret: str, *limits: str) -> Take:
    """Return a reader of accounts. `secret` is the member with the secret, `limits` are optional members."""

    def take(name: str, value: Any) -> tuple[Account, ...]:
        if isinstance(value, tuple) and all(isinstance(entry, Account) for entry in value):
            return value
        found = entries(name, value, ("name", secret), ("roles", *limits))
        return tuple(_account(name, entry, secret) for entry in found)

    return take


def _account(name: str, entry: Mapping[str, Any], secret: str) -> Account:
    lists = {
        known: texts(f"{known} of {entry['name']} in {name}", entry[known])
        for known in ("roles", "scopes", "audiences")
        if known in entry
    }
    return Account(entry["name"], entry[secret], **lists, claims=_claims(name, entry))


RESERVED_CLAIMS = ("iss", "exp", "iat", "nbf", "jti")
"""The claims that only the identity provider sets."""


def _claims(name: str, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the claims for the tokens of a client, as JSON represents them."""
    where = f"claims of {entry['name']} in {name}"
    given = dict(table(where, entry.get("claims", {})))
    reserved = [claim for claim in given if claim in RESERVED_CLAIMS]
    if reserved:
        raise ConfigurationError(f"{where} must not contain '{reserved[0]}'; the identity provider sets it")
    try:
        claims: Mapping[str, Any] = json.loads(json.dumps(given, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        raise ConfigurationError(f"{where} must contain only values of JSON: text, numbers, lists, tables") from None
    return claims


def token_rules(name: str, value: Any) -> TokenRules:
    """Return the rules of the mail server for tokens."""
    if isinstance(value, TokenRules):
        return value
    given = dict(table(name, value))
    know(given, ("audience", "scope", "role", "send_as"), "member", name)
    send_as = given.pop("send_as", None)
    said_of: dict[str, Any] = {member: text(f"{member} of {name}", said) for member, said in given.items()}
    if send_as is None:
        return TokenRules(**said_of)
    grants = table(f"send_as of {name}", send_as)
    return TokenRules(**said_of, send_as={client: texts(f"send_as of {name}", said) for client, said in grants.items()})


def roles(name: str, value: Any) -> Mapping[str, tuple[str, ...]]:
    """Return the permissions of each role."""
    if isinstance(value, Mapping):
        value = [{"name": role, "permissions": permissions} for role, permissions in value.items()]
    found = entries(name, value, ("name",), ("permissions",))
    return {entry["name"]: _permissions(entry, name) for entry in found}


def _permissions(entry: Mapping[str, Any], name: str) -> tuple[str, ...]:
    where = f"permissions of {entry['name']} in {name}"
    given = texts(where, entry.get("permissions", ()))
    wrong = [permission for permission in given if not permission.startswith("/") and ":" not in permission]
    if wrong:
        raise ConfigurationError(f"{where} must be paths such as '/system_settings/read/', not {wrong[0]!r}")
    return given


def texts(name: str, value: Any) -> tuple[str, ...]:
    """Return a list of non-empty texts."""
    if not isinstance(value, list | tuple) or not all(isinstance(entry, str) and entry for entry in value):
        raise ConfigurationError(f"{name} must be a list of texts")
    return tuple(value)


def entries(name: str, value: Any, texts: Sequence[str], others: Sequence[str] = ()) -> list[Mapping[str, Any]]:
    """Return a list of tables. Each must have the non-empty `texts`, may have `others`, and has no other members."""
    needed = in_one_phrase(texts)
    if not isinstance(value, list) or not all(
        isinstance(entry, Mapping) and {*texts} <= {*entry} <= {*texts, *others} for entry in value
    ):
        raise ConfigurationError(f"{name} must be a list of tables, each with {needed}")
    if not all(isinstance(entry[member], str) and entry[member] for entry in value for member in texts):
        raise ConfigurationError(f"{name}: {needed} must be non-empty text")
    return value
