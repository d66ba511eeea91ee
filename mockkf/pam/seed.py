"""The PAM data at the start: providers 1, 2 and 3 with every secret in the examples of POST SMTP Test 25.x."""

from collections.abc import Iterable, Mapping
from functools import cache

from mockkf.config import know, one_of
from mockkf.errors import ApiError, ConfigurationError
from mockkf.model import Entry, PamProvider, PamRegistry, ProviderSeed, in_one_phrase
from mockkf.pam.lookups import fits, required_parameters, with_catalogued
from mockkf.pam.provider import Provider

RENAMED_SINCE = (25,)
"""The first release that calls LocalDB Command Secret Provider."""


DOCUMENTED = (
    ProviderSeed(
        "CyberArk",
        "CyberArk",
        2,
        parameters={"Safe": "MySafeName", "AppId": "Keyfactor"},
        secrets={
            ("MyFolderName", "MyEmailUsername"): "cyberark-user@keyexample.com",
            ("MyFolderName", "MyEmailUserPassword"): "CyberArkPassword",
            ("MyFolderName", "MyEmailClientID"): "cyberark-client",
            ("MyFolderName", "MyEmailUserClientSecret"): "CyberArkClientSecret",
        },
    ),
    ProviderSeed(
        "Delinea",
        "Thycotic",
        3,
        parameters={
            "SecretServerUrl": "https://secrets.keyexample.com/SecretServer",
            "RuleName": "Keyfactor",
            "RuleKey": "DelineaRuleKey",
        },
        secrets={
            ("MyEmailUserId",): "delinea-user@keyexample.com",
            ("MyEmailUserPasswordId",): "DelineaPassword",
            ("MyEmailUserClientId",): "delinea-client",
            ("MyEmailUserClientSecretId",): "DelineaClientSecret",
        },
    ),
)
LOCAL_SECRETS: Mapping[tuple[str, ...], str] = {
    ("EmailSenderUsername",): "local-user@keyexample.com",
    ("EmailSenderPassword",): "LocalPassword",
    ("EmailSenderID",): "local-client",
    ("EmailSenderClientSecret",): "LocalClientSecret",
}


@cache
def documented(release: tuple[int, ...]) -> PamRegistry:
    """Return the registry at the start of a mock of this release."""
    local = "Command Secret Provider" if release >= RENAMED_SINCE else "LocalDB"
    registry = PamRegistry()
    for name in ("CyberArk", "Thycotic", local):
        registry = with_catalogued(registry, name)
    return seeded(registry, (ProviderSeed("Local", local, 1, secrets=LOCAL_SECRETS), *DOCUMENTED))


def seeded(registry: PamRegistry, seeds: Iterable[ProviderSeed]) -> PamRegistry:
    """Return `registry` with the providers of `seeds`; each replaces the provider with the same id."""
    seeds = tuple(seeds)
    numbers = [seed.id for seed in seeds if seed.id]
    if len(set(numbers)) < len(numbers):
        raise ConfigurationError(f"two PAM providers have the id {max(numbers, key=numbers.count)}")
    for seed in seeds:
        registry = _with(registry, seed)
    return registry


def _with(registry: PamRegistry, seed: ProviderSeed) -> PamRegistry:
    if registry.type_named(seed.type) is None:
        one_of(*sorted(Provider.types()))(f"type of {seed.name}", seed.type)
        registry = with_catalogued(registry, seed.type)
    kind = registry.type_named(seed.type)
    assert kind is not None  # noqa: S101 - it was added above
    ids = {known.name: known.id for known in kind.parameters if not known.instance_level}
    know(seed.parameters, ids, "parameter", seed.name)
    values = {ids[name]: value for name, value in seed.parameters.items()}
    if seed.id in registry.providers:
        registry = registry.without_provider(seed.id)
    try:
        registry = registry.with_provider(PamProvider(seed.id, seed.name, kind.id, seed.remote, values=values))
    except ApiError as error:
        same = next(known.id for known in registry.providers.values() if known.name == seed.name)
        raise ConfigurationError(f"{error.message} To replace it, set the id {same}.") from None
    number = seed.id or registry.last_id
    for address, value in seed.secrets.items():
        if not fits(registry, number, address):
            asked = in_one_phrase(required_parameters(registry, registry.provider(number)))
            raise ConfigurationError(f"the address of a secret of {seed.name} must be the values of {asked}")
        registry = registry.with_secret(number, address, Entry(value))
    return registry
