"""What each option takes: one function turns what was given into the value that is kept, or says what is allowed."""

import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockkf.contract import DEVIATIONS, LEVELS
from mockkf.errors import ConfigurationError, Invalid
from mockkf.model import Profile, ProviderSeed

EARLIEST = (10,)
PORTS = range(65536)
RELEASE = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4})*(\+.*)?")

Take = Callable[[str, Any], Any]


@dataclass(frozen=True)
class Users:
    """Names and passwords by which one may log on at the mail server; printing them shows nothing."""

    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Account:
    """Somebody who may call the API; `roles` is None for one who may do everything.

    A client of the identity provider may have limits, and `claims` that its tokens hold beside the usual ones.
    """

    name: str
    secret: str = field(repr=False)
    roles: tuple[str, ...] | None = None
    scopes: tuple[str, ...] | None = None
    audiences: tuple[str, ...] | None = None
    claims: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Strict:
    """How strict mockkf is about each deviation.

    >>> Strict({"id-missing": "error"}).level("id-missing"), Strict().level("member-case")
    ('error', 'warn')
    """

    levels: Mapping[str, str] = field(default_factory=dict)

    def level(self, name: str) -> str:
        """`off`, `warn` or `error`."""
        return self.levels.get(name) or DEVIATIONS[name].usual or self.levels.get("all", "warn")

    def __str__(self) -> str:
        named = (f"{name}={level}" for name, level in self.levels.items() if name != "all")
        return ",".join((self.levels.get("all", "warn"), *named))


def know(names: Iterable[str], known: Iterable[str], what: str) -> None:
    """Nothing if all names are known; else `ConfigurationError` with the nearest one."""
    known = list(known)
    for name in names:
        if name not in known:
            nearest = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean '{nearest[0]}'?" if nearest else f"there are: {', '.join(known)}"
            raise ConfigurationError(f"no {what} '{name}'; {hint}")


def text(name: str, value: Any) -> str:
    """Text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise ConfigurationError(f"{name} must be a text that is not empty, not {value!r}")
    return value.strip()


def port(name: str, value: Any) -> int:
    """A port number, 0 for any free one."""
    taken: int = number(0, 65535, "a port number from 0 (any free one) to 65535")(name, value)
    return taken


def number(least: int, most: int, words: str) -> Take:
    """A whole number in a range, also as text."""

    def take(name: str, value: Any) -> int:
        digits = not isinstance(value, bool) and re.fullmatch("[0-9]{1,9}", str(value))
        if not digits or not least <= int(value) <= most:
            raise ConfigurationError(f"{name} must be {words}, not {value!r}")
        return int(value)

    return take


def seconds(name: str, value: Any) -> float:
    """Seconds above 0."""
    try:
        given = float(value)
    except (TypeError, ValueError):
        given = -1.0
    if isinstance(value, bool) or not 0 < given <= 3600:  # noqa: PLR2004 - an hour is longer than any test
        raise ConfigurationError(f"{name} must be a number of seconds, above 0 and at most 3600, not {value!r}")
    return given


def release(name: str, value: Any) -> str:
    """A release as dotted text."""
    given = value.strip() if isinstance(value, str) else ""  # the number 25.10 would be 25.1
    if not RELEASE.fullmatch(given):
        raise ConfigurationError(f'{name} must be a release as text, such as "25.5", not {value!r}')
    if version(given) < EARLIEST:
        raise ConfigurationError(f"{name} must be 10.0 or later, not {given}")
    return given


def version(given: str) -> tuple[int, ...]:
    """A release as numbers."""
    return tuple(int(part) for part in given.partition("+")[0].split("."))


def paths(name: str, value: Any) -> tuple[str, ...]:
    """Paths that begin with a slash, also as text with commas."""
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not given or not all(map(_is_path, given)):
        raise ConfigurationError(f"{name} must be a list of paths that begin with '/', not {value!r}")
    return tuple(path.strip() for path in given)


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and value.strip().startswith("/")


def truth(name: str, value: Any) -> bool:
    """True or false, also as text."""
    given = {"true": True, "false": False}.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(given, bool):
        raise ConfigurationError(f"{name} must be true or false, not {value!r}")
    return given


def one_of(*choices: str) -> Take:
    """One of a few words."""

    def take(name: str, value: Any) -> str:
        if value not in choices:
            raise ConfigurationError(f"{name} must be one of {', '.join(choices)}, not {value!r}")
        return str(value)

    return take


def strict(name: str, value: Any) -> Strict:
    """A level for all deviations, levels by name, or both: `"warn,id-missing=error"`, or a table."""
    if isinstance(value, Strict):
        return value
    if isinstance(value, str):
        value = dict(_level(part) for part in value.split(","))
    given = table(name, value)
    know(given, ("all", *DEVIATIONS), f"deviation in {name}")
    return Strict({deviation: one_of(*LEVELS)(f"{name} of {deviation}", level) for deviation, level in given.items()})


def _level(part: str) -> tuple[str, str]:
    deviation, equals, level = part.strip().partition("=")
    return (deviation, level) if equals else ("all", deviation)


def table(name: str, value: Any) -> Mapping[str, Any]:
    """A table."""
    if not isinstance(value, Mapping):
        raise ConfigurationError(f"{name} must be a table")
    return value


def profile(name: str, value: Any) -> Profile:
    """An SMTP profile, in Command's own words."""
    from mockkf.schemas import operation

    if isinstance(value, Profile):
        return value
    newest = operation("PUT /SMTP", 2, (999,))
    assert newest is not None and newest.request is not None  # noqa: S101, PT018 - mockkf's own format
    given = table(name, value)
    members = {member.lower(): member for member in newest.request.documented}
    know((members.get(key.lower(), key) for key in given), members.values(), f"member of [{name}]")
    try:
        read: Profile = newest.request.read({"Port": 25, **given})
    except Invalid as error:
        raise ConfigurationError(f"[{name}] {error.message}") from error
    return read


def relay_users(name: str, value: Any) -> Users:
    """Those who may log on at the mail server."""
    if isinstance(value, Users):
        return value
    return Users({user["name"]: user["password"] for user in _entries(name, value, ("name", "password"))})


def pam_providers(name: str, value: Any) -> tuple[ProviderSeed, ...]:
    """PAM providers with their secrets; those of the catalogue are known by the name of their type."""
    if isinstance(value, tuple):
        return value
    optional = ("id", "remote", "parameters", "secrets")
    return tuple(_provider(name, entry) for entry in _entries(name, value, ("name", "type"), optional))


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
        id=number(0, 2**31 - 1, "a number")(f"id of {where}", entry.get("id", 0)),
        remote=truth(f"remote of {where}", entry.get("remote", False)),
        parameters=_by_name(f"parameters of {where}", entry.get("parameters", {})),
        secrets={
            _texts(f"address of a secret of {where}", secret["address"]): _secret(where, secret["value"])
            for secret in secrets
        },
    )


def _by_name(name: str, value: Any) -> dict[str, str]:
    given = table(name, value)
    wrong = [key for key, entry in given.items() if not isinstance(entry, str)]
    if wrong:
        raise ConfigurationError(f"{name} must be texts; '{wrong[0]}' is none")
    return dict(given)


def _secret(where: str, value: Any) -> str:
    """The value of a secret, which may be empty; what is wrong with it is said without it."""
    if not isinstance(value, str):
        raise ConfigurationError(f"value of a secret of {where} must be text")
    return value


def accounts(secret: str, *limits: str) -> Take:
    """Those who may call the API; `secret` is what their secret is called, `limits` what else may be said of them."""

    def take(name: str, value: Any) -> tuple[Account, ...]:
        if isinstance(value, tuple) and all(isinstance(entry, Account) for entry in value):
            return value
        entries = _entries(name, value, ("name", secret), ("roles", *limits))
        return tuple(_account(name, entry, secret) for entry in entries)

    return take


def _account(name: str, entry: Mapping[str, Any], secret: str) -> Account:
    lists = {
        known: _texts(f"{known} of {entry['name']} in {name}", entry[known])
        for known in ("roles", "scopes", "audiences")
        if known in entry
    }
    return Account(entry["name"], entry[secret], **lists, claims=_claims(name, entry))


RESERVED_CLAIMS = ("iss", "exp", "iat", "nbf", "jti")
"""The claims that are the identity provider's own."""


def _claims(name: str, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """The claims of a client's tokens, as they are after a way through JSON."""
    where = f"claims of {entry['name']} in {name}"
    given = dict(table(where, entry.get("claims", {})))
    reserved = [claim for claim in given if claim in RESERVED_CLAIMS]
    if reserved:
        raise ConfigurationError(f"{where} must not have '{reserved[0]}', which is the identity provider's own")
    try:
        claims: Mapping[str, Any] = json.loads(json.dumps(given, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        raise ConfigurationError(f"{where} must be values that JSON has: text, numbers, lists, tables") from None
    return claims


@dataclass(frozen=True)
class TokenRules:
    """What the mail server asks of a token beside that it is good; None asks nothing.

    `send_as` are the accounts each client may send as.
    """

    audience: str | None = None
    scope: str | None = None
    role: str | None = None
    send_as: Mapping[str, tuple[str, ...]] | None = None


def token_rules(name: str, value: Any) -> TokenRules:
    """What the mail server asks of a token."""
    if isinstance(value, TokenRules):
        return value
    given = dict(table(name, value))
    know(given, ("audience", "scope", "role", "send_as"), f"member of {name}")
    send_as = given.pop("send_as", None)
    texts: dict[str, Any] = {member: text(f"{member} of {name}", said) for member, said in given.items()}
    if send_as is None:
        return TokenRules(**texts)
    grants = table(f"send_as of {name}", send_as)
    return TokenRules(**texts, send_as={client: _texts(f"send_as of {name}", said) for client, said in grants.items()})


def skew(name: str, value: Any) -> float:
    """Seconds, also negative ones."""
    try:
        given = float(value)
    except (TypeError, ValueError):
        given = float("nan")
    if isinstance(value, bool) or not abs(given) <= 10 * 365 * 86400:
        raise ConfigurationError(f"{name} must be a number of seconds, not {value!r}")
    return given


def roles(name: str, value: Any) -> Mapping[str, tuple[str, ...]]:
    """The permissions of each role."""
    if isinstance(value, Mapping):
        value = [{"name": role, "permissions": permissions} for role, permissions in value.items()]
    entries = _entries(name, value, ("name",), ("permissions",))
    return {entry["name"]: _permissions(entry, name) for entry in entries}


def _permissions(entry: Mapping[str, Any], name: str) -> tuple[str, ...]:
    where = f"permissions of {entry['name']} in {name}"
    given = _texts(where, entry.get("permissions", ()))
    wrong = [permission for permission in given if not permission.startswith("/") and ":" not in permission]
    if wrong:
        raise ConfigurationError(f"{where} must be paths such as '/system_settings/read/', not {wrong[0]!r}")
    return given


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(entry, str) and entry for entry in value):
        raise ConfigurationError(f"{name} must be a list of texts")
    return tuple(value)


def _entries(name: str, value: Any, texts: Sequence[str], others: Sequence[str] = ()) -> list[Mapping[str, Any]]:
    """A list of tables, each with these texts, and with nothing but these and `others`."""
    needed = " and ".join(texts)
    if not isinstance(value, list) or not all(
        isinstance(entry, Mapping) and {*texts} <= {*entry} <= {*texts, *others} for entry in value
    ):
        raise ConfigurationError(f"{name} must be a list of tables, each with {needed}")
    if not all(isinstance(entry[member], str) and entry[member] for entry in value for member in texts):
        raise ConfigurationError(f"{name}: {needed} must be texts that are not empty")
    return value
