"""PAM providers, their types and secrets."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entry:
    """One secret in a vault; printing it shows its description only."""

    value: str = field(repr=False)
    description: str | None = None


@dataclass(frozen=True, slots=True)
class TypeParameter:
    """A parameter of a provider type: its own, or (`instance_level`) of one secret; a `data_type` of 2 is a secret."""

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
    """A PAM provider as Command keeps it; `values` are those of its own parameters, by parameter id."""

    id: int
    name: str
    type_id: str
    remote: bool = False
    area: int = 1
    secured_area_id: int | None = None
    values: Mapping[int, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Lookup:
    """One secret that was looked up for a test mail: where, not what."""

    provider: int
    provider_name: str
    address: Mapping[str, str]

    @property
    def place(self) -> Hashable:
        """What is the same for look-ups of the same secret."""
        return self.provider, frozenset(self.address.items())


@dataclass(frozen=True)
class ProviderSeed:
    """A provider that a scenario declares: `id` 0 takes the next free one."""

    name: str
    type: str
    id: int = 0
    remote: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: Mapping[tuple[str, ...], str] = field(default_factory=dict, repr=False)
