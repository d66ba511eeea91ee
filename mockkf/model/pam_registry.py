"""The PAM data of Command, types, providers and their secrets, as one immutable value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from mockkf.errors import ApiError, NotFound
from mockkf.model.pam import Entry, PamProvider, ProviderType, TypeParameter

Secrets = Mapping[tuple[str, ...], Entry]
"""The secrets of one provider, by the values of their parameters."""

EMPTY: Mapping[Any, Any] = MappingProxyType({})


@dataclass(frozen=True)
class PamRegistry:
    """Types by id, providers by id, the vault of each provider, and the last ids that were assigned.

    Each method returns a new registry, so a change is complete or does not happen.
    """

    types: Mapping[str, ProviderType] = field(default_factory=dict)
    providers: Mapping[int, PamProvider] = field(default_factory=dict)
    vaults: Mapping[int, Secrets] = field(default_factory=dict, repr=False)
    last_id: int = 0
    last_parameter: int = 0

    def type_named(self, name: str) -> ProviderType | None:
        """Return the type with this name, or None."""
        return next((kind for kind in self.types.values() if kind.name == name), None)

    def provider(self, number: int) -> PamProvider:
        """Return the provider with this id; raise `NotFound` if there is none."""
        if number not in self.providers:
            raise not_found("PAM Provider", number, f"known providers: {self.listed()}")
        return self.providers[number]

    def listed(self) -> str:
        """Return ids and names of all providers as text, for messages."""
        return listed_providers(self._names)

    def unknown(self, provider: int | str | None) -> str:
        """Return "no PAM provider" with this id or name, and the known ones, as text for messages."""
        return unknown_provider(provider, self._names)

    @property
    def _names(self) -> list[tuple[int, str]]:
        return [(known.id, known.name) for known in self.providers.values()]

    def vault(self, number: int) -> Secrets:
        """Return the secrets of a provider, by the values of their parameters."""
        return self.vaults.get(number, EMPTY)

    def with_type(self, name: str, parameters: tuple[TypeParameter, ...], type_id: str) -> "PamRegistry":
        """Add a type and assign ids to its parameters; raise `ApiError` if the name exists."""
        if self.type_named(name) is not None:
            raise ApiError(f"A PAM provider type with the name '{name}' exists already.")
        given = enumerate(parameters, self.last_parameter + 1)
        kind = ProviderType(type_id, name, tuple(replace(known, id=number) for number, known in given))
        last = self.last_parameter + len(parameters)
        return replace(self, types={**self.types, type_id: kind}, last_parameter=last)

    def without_type(self, type_id: str) -> "PamRegistry":
        """Remove a type; raise `NotFound` without it, `ApiError` while a provider uses it."""
        if type_id not in self.types:
            raise not_found("PAM Provider Type", type_id, "GET /PamProviders/Types lists them")
        users = [provider.name for provider in self.providers.values() if provider.type_id == type_id]
        if users:
            raise ApiError(f"The PAM provider type is in use by {', '.join(users)}.")
        return replace(self, types={key: kind for key, kind in self.types.items() if key != type_id})

    def with_provider(self, provider: PamProvider) -> "PamRegistry":
        """Add or replace a provider; a provider with id 0 gets the next id. Raise `ApiError` if the name exists."""
        same = [known for known in self.providers.values() if known.name == provider.name and known.id != provider.id]
        if same:
            raise ApiError(f"A PAM provider with the name '{provider.name}' exists already.")
        number = provider.id or self.last_id + 1
        providers = {**self.providers, number: replace(provider, id=number)}
        return replace(self, providers=dict(sorted(providers.items())), last_id=max(self.last_id, number))

    def without_provider(self, number: int) -> "PamRegistry":
        """Remove a provider and its secrets; raise `NotFound` without it."""
        self.provider(number)
        return replace(self, providers=_without(self.providers, number), vaults=_without(self.vaults, number))

    def with_secret(self, number: int, address: tuple[str, ...], entry: Entry) -> "PamRegistry":
        """Add or replace a secret."""
        self.provider(number)
        return replace(self, vaults={**self.vaults, number: {**self.vault(number), address: entry}})

    def without_secret(self, number: int, address: tuple[str, ...]) -> "PamRegistry":
        """Remove a secret; raise `NotFound` without it."""
        if address not in self.vault(number):
            raise NotFound(f"There is no secret {' / '.join(address)} at the PAM provider {number}.")
        return replace(self, vaults={**self.vaults, number: _without(self.vault(number), address)})


def not_found(thing: str, number: object, hint: str) -> NotFound:
    """Return the error for an id that does not exist, in the words of a live server for other things.

    >>> str(not_found("PAM Provider", 9, "known providers: 1 (Local)"))
    "Unable to find 'PAM Provider' with Id '9'"
    """
    message = f"Unable to find '{thing}' with Id '{number}'"
    return NotFound(message, reason=f"{message}; {hint}.")


def listed_providers(providers: Iterable[tuple[int, str]]) -> str:
    """Return ids and names of providers as text.

    >>> listed_providers([(1, "Local"), (2, "CyberArk")])
    '1 (Local), 2 (CyberArk)'
    """
    return ", ".join(f"{number} ({name})" for number, name in providers) or "none"


def unknown_provider(provider: int | str | None, known: Iterable[tuple[int, str]]) -> str:
    """Return "no PAM provider" with this id or name, and the known ones, as text for messages.

    >>> unknown_provider("Loacl", [(1, "Local")])
    "no PAM provider 'Loacl'; known providers: 1 (Local)"
    """
    return f"no PAM provider {provider!r}; known providers: {listed_providers(known)}"


def _without(mapping: Mapping[Any, Any], key: Any) -> dict[Any, Any]:
    return {known: value for known, value in mapping.items() if known != key}
