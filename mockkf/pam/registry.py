"""All that Command knows of PAM: types, providers and their secrets, as one value that is replaced by another."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from mockkf.errors import ApiError, NotFound, StepFailed
from mockkf.model import Entry, Lookup, PamProvider, ProviderType, Secret, TypeParameter
from mockkf.pam.provider import Address, Provider, SecretUnavailable, UndescribedProvider

Vault = Mapping[tuple[str, ...], Entry]
EMPTY: Mapping[Any, Any] = MappingProxyType({})


@dataclass(frozen=True)
class PamRegistry:
    """Types by id, providers by id, the vault of each provider, and how many ids were given.

    Each method gives a new one; nothing is ever half-done.
    """

    types: Mapping[str, ProviderType] = field(default_factory=dict)
    providers: Mapping[int, PamProvider] = field(default_factory=dict)
    vaults: Mapping[int, Vault] = field(default_factory=dict, repr=False)
    last_id: int = 0
    last_parameter: int = 0

    def type_named(self, name: str) -> ProviderType | None:
        """The type of this name."""
        return next((kind for kind in self.types.values() if kind.name == name), None)

    def kind_of(self, provider: PamProvider) -> Provider:
        """How a provider behaves: by its type's name, if that type asks for what the catalogue's does."""
        kind = self.types[provider.type_id]
        behaviour = Provider.named(kind.name)
        asked = {known.name for known in kind.parameters if known.instance_level}
        return behaviour if set(behaviour.asks_for) <= asked else UndescribedProvider()

    def asked_for(self, provider: PamProvider) -> tuple[str, ...]:
        """The parameters that every secret at `provider` has, in order."""
        kind = self.types[provider.type_id]
        optional = self.kind_of(provider).optional
        return tuple(known.name for known in kind.parameters if known.instance_level and known.name not in optional)

    def fits(self, number: int, address: tuple[str, ...]) -> bool:
        """Whether `address` has as many parts as a secret of this provider has parameters."""
        provider = self.provider(number)
        asked = len(self.asked_for(provider))
        return asked <= len(address) <= asked + len(self.kind_of(provider).optional)

    def provider(self, number: int) -> PamProvider:
        """The provider with this id, or `NotFound`."""
        if number not in self.providers:
            raise NotFound(f"There is no PAM provider {number}; there are: {self.listed()}.")
        return self.providers[number]

    def listed(self) -> str:
        """The providers there are, in words."""
        return ", ".join(f"{known.id} ({known.name})" for known in self.providers.values()) or "none"

    def vault(self, number: int) -> Vault:
        """The secrets that a provider holds, by the values of their parameters."""
        return self.vaults.get(number, EMPTY)

    def with_type(self, name: str, parameters: tuple[TypeParameter, ...], type_id: str) -> "PamRegistry":
        """With a type more, whose parameters get their ids here."""
        if self.type_named(name) is not None:
            raise ApiError(f"A PAM provider type with the name '{name}' exists already.")
        given = enumerate(parameters, self.last_parameter + 1)
        kind = ProviderType(type_id, name, tuple(replace(known, id=number) for number, known in given))
        last = self.last_parameter + len(parameters)
        return replace(self, types={**self.types, type_id: kind}, last_parameter=last)

    def with_catalogued(self, name: str) -> "PamRegistry":
        """With the type of this name from the catalogue, if it is not there yet."""
        if self.type_named(name) is not None:
            return self
        known = Provider.types()[name]
        return self.with_type(name, parameters_of(known), known.type_id())

    def without_type(self, type_id: str) -> "PamRegistry":
        """With a type less; refused while a provider is of it."""
        if type_id not in self.types:
            raise NotFound(f"There is no PAM provider type {type_id}.")
        users = [provider.name for provider in self.providers.values() if provider.type_id == type_id]
        if users:
            raise ApiError(f"The PAM provider type is in use by {', '.join(users)}.")
        return replace(self, types={key: kind for key, kind in self.types.items() if key != type_id})

    def with_provider(self, provider: PamProvider) -> "PamRegistry":
        """With a provider more, or another in its place; its id is given here if it is 0."""
        same = [known for known in self.providers.values() if known.name == provider.name and known.id != provider.id]
        if same:
            raise ApiError(f"A PAM provider with the name '{provider.name}' exists already.")
        number = provider.id or self.last_id + 1
        providers = {**self.providers, number: replace(provider, id=number)}
        return replace(self, providers=dict(sorted(providers.items())), last_id=max(self.last_id, number))

    def without_provider(self, number: int) -> "PamRegistry":
        """With a provider less, and its secrets."""
        self.provider(number)
        return replace(self, providers=_without(self.providers, number), vaults=_without(self.vaults, number))

    def with_secret(self, number: int, address: tuple[str, ...], entry: Entry) -> "PamRegistry":
        """With a secret more, or another in its place."""
        self.provider(number)
        return replace(self, vaults={**self.vaults, number: {**self.vault(number), address: entry}})

    def without_secret(self, number: int, address: tuple[str, ...]) -> "PamRegistry":
        """With a secret less."""
        if address not in self.vault(number):
            raise NotFound(f"There is no secret {' / '.join(address)} at the PAM provider {number}.")
        return replace(self, vaults={**self.vaults, number: _without(self.vault(number), address)})


def parameters_of(kind: type[Provider]) -> tuple[TypeParameter, ...]:
    """The parameters of a catalogued type, without ids, in the order in which Command lists them."""
    own = {name: (display, 2 if name in kind.confidential else 1) for name, display in kind.configured_by.items()}
    asked = {name: (kind.display_names.get(name, name), 1) for name in (*kind.asks_for, *kind.optional)}
    known = {**own, **asked}
    return tuple(TypeParameter(0, name, *known[name], instance_level=name in asked) for name in kind.listed or known)


def lookup_of(secret: Secret, registry: PamRegistry) -> Lookup | None:
    """The look-up that `secret` asks for; None if there is no provider that could be asked."""
    provider = registry.providers.get(secret.provider or 0)
    if provider is None or provider.remote:
        return None
    parameters = secret.parameters or {}
    ordered = [name for name in registry.asked_for(provider) if name in parameters]
    others = [name for name in parameters if name not in ordered]
    return Lookup(provider.id, provider.name, {name: parameters[name] for name in (*ordered, *others)})


def resolve(secret: Secret, registry: PamRegistry, failure: str | None = None, reads: int = 1) -> str:
    """The value at the address `secret` is, or `StepFailed` in the words of the provider's type.

    `scenario` is what is to become of the look-up; `reads` how often this address was looked up, this time included.
    """
    provider = registry.providers.get(secret.provider or 0)
    if provider is None:
        raise StepFailed("pam.resolve", f"there is no PAM provider {secret.provider}; there are: {registry.listed()}")
    where = f"PAM provider {provider.id} ({provider.name})"
    if provider.remote:
        raise StepFailed("pam.resolve", f"{where} is remote: only an orchestrator can look its secrets up, not Command")
    kind = registry.kind_of(provider)
    try:
        address = _address(secret.parameters or {}, registry.asked_for(provider), kind)
        value = _value(kind, registry, provider, address, failure, reads)
    except SecretUnavailable as error:
        raise StepFailed("pam.resolve", f"{where}: {error}") from None
    return value


def _value(
    kind: Provider,
    registry: PamRegistry,
    provider: PamProvider,
    address: Address,
    failure: str | None,
    reads: int,
) -> str:
    configured = _shown_values(registry, provider)
    if failure not in {None, "rotating"}:
        raise SecretUnavailable(kind.say(str(failure), address, configured))
    try:
        value = kind.read(registry.vault(provider.id), address)
    except KeyError:
        raise SecretUnavailable(kind.say("not_found", address, configured)) from None
    if not value:
        raise SecretUnavailable(kind.say("empty_value", address, configured))
    return f"{value}-{reads}" if failure == "rotating" and reads > 1 else value


def _address(parameters: Mapping[str, str], asked: tuple[str, ...], kind: Provider) -> Address:
    """The parameters in the order of the type; missing and superfluous ones are refused."""
    takes = (*asked, *(name for name in kind.optional if name not in asked))
    extra = [name for name in parameters if name not in takes]
    if extra:
        raise SecretUnavailable(
            f"'{extra[0]}' is no parameter of its secrets; they take {' and '.join(takes) or 'none'}"
        )
    for name in asked:
        if not parameters.get(name, "").strip():
            raise SecretUnavailable(kind.missing.format(name=name, key=name))
    address = {name: parameters[name] for name in takes if name in parameters}
    kind.check(address)
    return address


def _shown_values(registry: PamRegistry, provider: PamProvider) -> Mapping[str, str]:
    """What a provider is configured with, but for what is secret."""
    known = registry.types[provider.type_id].parameters
    return {kind.name: provider.values[kind.id] for kind in known if kind.data_type == 1 and kind.id in provider.values}


def _without(mapping: Mapping[Any, Any], key: Any) -> dict[Any, Any]:
    return {known: value for known, value in mapping.items() if known != key}
