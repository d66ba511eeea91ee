"""The vaults as a test uses them: store and remove secrets, make look-ups fail. Secrets cannot be read."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mockkf.model import Entry, Lookup, PamRegistry
from mockkf.pam import fits, required_parameters
from mockkf.testing.faults import Faults

if TYPE_CHECKING:
    from mockkf.state import State

Key = str | tuple[str, ...]


class Vaults:
    """The vaults of all PAM providers; the key is the provider's id or name: `vaults[2]`, `vaults["CyberArk"]`."""

    def __init__(self, state: "Callable[[], State]") -> None:
        self._state = state

    def __getitem__(self, provider: int | str) -> "Vault":
        registry: PamRegistry = self._state().pam
        for known in registry.providers.values():
            if provider in (known.id, known.name):
                return Vault(self._state, known.id)
        raise KeyError(registry.unknown(provider))

    def __iter__(self) -> Iterator["Vault"]:
        return iter([Vault(self._state, number) for number in self._state().pam.providers])

    def __len__(self) -> int:
        return len(self._state().pam.providers)

    def __repr__(self) -> str:
        return f"<Vaults: {self._state().pam.listed()}>"


class Vault:
    """The secrets of one provider; a key has the values of the provider's parameters, in the order of `asks_for`.

    With one parameter: `vault["EmailSenderPassword"] = "s3cret"`. With more: `vault["Folder", "Object"] = "s3cret"`.
    A secret can be replaced and compared (`holds`), but not read.
    """

    def __init__(self, state: "Callable[[], State]", number: int) -> None:
        self._state = state
        self.id = number

    @property
    def name(self) -> str:
        """The provider's name."""
        return self._state().pam.provider(self.id).name

    @property
    def type(self) -> str:
        """The name of the provider's type."""
        registry = self._state().pam
        return registry.types[registry.provider(self.id).type_id].name

    @property
    def asks_for(self) -> tuple[str, ...]:
        """The names of the parameters of one secret, in order."""
        registry = self._state().pam
        return required_parameters(registry, registry.provider(self.id))

    @property
    def lookups(self) -> tuple[Lookup, ...]:
        """All look-ups in this vault since the last reset, in order, without the secrets."""
        return tuple(lookup for lookup in self._state().lookups if lookup.provider == self.id)

    def __setitem__(self, key: Key, value: str) -> None:
        address = self._address(key)
        if not isinstance(value, str):
            raise TypeError(f"a secret must be text, not {type(value).__name__}")

        def with_value(pam: PamRegistry) -> PamRegistry:
            known = pam.vault(self.id).get(address)
            return pam.with_secret(self.id, address, Entry(value, known.description if known else None))

        self._state().change_pam(with_value)

    def __delitem__(self, key: Key) -> None:
        address = self._address(key)
        if address not in self._entries():
            raise KeyError(f"{self.name} has no secret at {' / '.join(address)}")
        self._state().change_pam(lambda pam: pam.without_secret(self.id, address))

    def __contains__(self, key: Key) -> bool:
        return self._address(key) in self._entries()

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(self._entries())

    def __len__(self) -> int:
        return len(self._entries())

    def __repr__(self) -> str:
        return f"<vault {self.id} ({self.name}, {self.type}): {len(self)} secrets by {', '.join(self.asks_for)}>"

    def holds(self, key: Key, value: str) -> bool:
        """Return whether the secret at `key` is `value`."""
        entry = self._entries().get(self._address(key))
        return entry is not None and entry.value == value

    def play(self, failure: str, *, at: Key | None = None, times: int | None = None) -> None:
        """Make look-ups fail with `failure` (a name in `mockkf.pam.FAILURES`): all, or those `at` one address.

        `times` is the number of look-ups that fail; None means all look-ups until the next reset. The failure is a
        fault at the step pam.resolve.
        """
        address = None if at is None else self._address(at)
        faults = Faults(lambda: self._state().faults)
        faults.add("pam.resolve", provider=self.id, at=address, failure=failure, times=times)

    def _entries(self) -> Mapping[tuple[str, ...], Entry]:
        entries: Mapping[tuple[str, ...], Entry] = self._state().pam.vault(self.id)
        return entries

    def _address(self, key: Any) -> tuple[str, ...]:
        address = key if isinstance(key, tuple) else (key,)
        asked = self.asks_for
        if not fits(self._state().pam, self.id, address) or not all(isinstance(part, str) and part for part in address):
            raise KeyError(
                f"the address of a secret of {self.name} must have one non-empty text for each of {', '.join(asked)}; "
                f"got {len(address)} of {len(asked)}"
            )
        return address
