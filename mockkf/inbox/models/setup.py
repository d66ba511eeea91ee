"""The screen of the set-up: how to reach the mock, what is stored, who may call, and which options differ."""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mockkf.config import CONFIDENTIAL, OPTIONS, Settings, in_words
from mockkf.model import HIDDEN, MASK, SECRETS, Account, Profile, Secret
from mockkf.testing import Vault

AUTHENTICATION: Mapping[int, str] = {0: "anonymous", 2: "user and password", 3: "OAuth"}


@dataclass(frozen=True)
class Option:
    """An option with its value; `usual` is its default if it differs."""

    name: str
    value: str
    about: str
    usual: str | None


@dataclass(frozen=True)
class VaultCard:
    """A PAM provider: the addresses of its secrets, each with the number of its look-ups."""

    id: int
    name: str
    type: str
    asks_for: str
    addresses: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class AccountList:
    """The accounts of one kind; `names` is None if every one is accepted."""

    name: str
    about: str
    names: tuple[str, ...] | None


def profile_rows(profile: Profile) -> tuple[tuple[str, str], ...]:
    """Return the members of the stored profile in words, without its secrets."""
    secrets = ((name, _secret_in_words(name, getattr(profile, field))) for name, field in SECRETS.items())
    kind = profile.relay_authentication_type
    rows = (
        ("Host", f"{profile.host}:{profile.port}"),
        ("UseSSL", in_words(profile.use_ssl)),
        ("RelayAuthenticationType", f"{kind} ({AUTHENTICATION.get(kind, 'undocumented')})"),
        ("SenderAccount", profile.sender_account),
        ("SenderName", profile.sender_name),
        ("TokenEndpoint", profile.token_endpoint or ""),
        ("Scope", profile.scope or ""),
        ("Audience", profile.audience or ""),
        *secrets,
    )
    return tuple((name, value) for name, value in rows if value)


def _secret_in_words(name: str, secret: Secret | None) -> str:
    if secret is None:
        return ""
    if secret.provider is None:
        return MASK if name in HIDDEN else secret.value or ""
    return f"provider {secret.provider}: {' / '.join((secret.parameters or {}).values())}"


def options(settings: Settings) -> tuple[Option, ...]:
    """Return all options, those that differ from their defaults first."""
    usual = Settings()
    found = (_option(name, about, settings, usual) for name, about in OPTIONS.items())
    return tuple(sorted(found, key=lambda option: option.usual is None))


def _option(name: str, about: str, settings: Settings, usual: Settings) -> Option:
    value, default = getattr(settings, name), getattr(usual, name)
    if name in CONFIDENTIAL:
        return Option(name, MASK if value else "", about, None)
    return Option(name, in_words(value), about, None if value == default else in_words(default))


def vault_cards(vaults: Iterable[Vault]) -> tuple[VaultCard, ...]:
    """Return the vaults of the PAM providers."""
    return tuple(_vault_card(vault) for vault in vaults)


def _vault_card(vault: Vault) -> VaultCard:
    read = [tuple(lookup.address.values()) for lookup in vault.lookups]
    addresses = tuple((" / ".join(address), read.count(address)) for address in vault)
    return VaultCard(vault.id, vault.name, vault.type, " / ".join(vault.asks_for), addresses)


def accounts(settings: Settings) -> tuple[AccountList, ...]:
    """Return who may call the API, the identity provider and the mail server, by name."""
    return (
        AccountList("Users of the API", "Basic authentication", _names(settings.users)),
        AccountList("Clients of the API", "Bearer tokens", _names(settings.clients)),
        AccountList("Clients of the identity provider", "client credentials", _names(settings.idp_clients)),
        AccountList(
            "Users of the mail server",
            "SMTP login",
            None if settings.relay_users is None else tuple(settings.relay_users.passwords),
        ),
    )


def _names(found: tuple[Account, ...] | None) -> tuple[str, ...] | None:
    return None if found is None else tuple(account.name for account in found)


def exports(variables: Mapping[str, str], settings: Settings, shown: Iterable[str]) -> str:
    """Return shell lines that set these variables; declared secrets are masked."""
    declared = {"KEYFACTOR_PASSWORD": settings.users, "KEYFACTOR_AUTH_CLIENT_SECRET": settings.idp_clients}
    values = {name: MASK if declared.get(name) else value for name, value in variables.items()}
    return "\n".join(f"export {name}={shlex.quote(values[name])}" for name in shown if name in values)
