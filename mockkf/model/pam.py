"""PAM providers, their types and secrets."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entry:
    """One secret in a vault; `repr` shows only its description."""

    value: str = field(repr=False)
    description: str | None = None


@dataclass(frozen=True, slots=True)
class TypeParameter:
    """A parameter of a provider, or of each secret if `instance_level`; `data_type` is 1 for text, 2 for a secret."""

    id: int
    name: str
    display_name: str
    data_type: int = 1
    instance_level: bool = False


@dataclass(frozen=True, slots=True)
class ProviderType:
    """A type of PAM provider, as the API lists it."""

    id: str
    name: str
    parameters: tuple[TypeParameter, ...] = ()


@dataclass(frozen=True, slots=True)
class PamProvider:
    """A PAM provider as Command stores it; `values` has the values of its own parameters, by parameter id."""

    id: int
    name: str
    type_id: str
    remote: bool = False
    area: int = 1
    secured_area_id: int | None = None
    values: Mapping[int, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Lookup:
    """One look-up of a secret for a test mail: its provider and address, not its value."""

    provider: int
    provider_name: str
    address: Mapping[str, str]

    @property
    def place(self) -> Hashable:
        """A key that is equal for look-ups of the same secret."""
        return self.provider, frozenset(self.address.items())


@dataclass(frozen=True)
class ProviderSeed:
    """A provider that a scenario declares; with `id` 0 it gets the next free id."""

    name: str
    type: str
    id: int = 0
    remote: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: Mapping[tuple[str, ...], str] = field(default_factory=dict, repr=False)
