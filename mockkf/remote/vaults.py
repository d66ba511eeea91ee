"""The vaults of a remote mock: secrets are sent to it and never read back."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from mockkf.model import listed_providers, unknown_provider
from mockkf.remote.control_client import ControlApiError, ControlClient
from mockkf.remote.faults import RemoteFaultRegistry
from mockkf.testing import Faults

if TYPE_CHECKING:
    from mockkf.state import FaultRegistry

Key = str | tuple[str, ...]

WRONG = (400, 404)
"""The statuses of answers that refuse an address."""


class RemoteVaults:
    """The vaults of all PAM providers; the key is the provider's id or name."""

    def __init__(self, control: ControlClient) -> None:
        self._control = control

    def __getitem__(self, provider: int | str) -> "RemoteVault":
        for vault in self:
            if provider in (vault.id, vault.name):
                return vault
        raise KeyError(unknown_provider(provider, self._names))

    def __iter__(self) -> Iterator["RemoteVault"]:
        return iter([RemoteVault(self._control, view) for view in self._views])

    def __len__(self) -> int:
        return len(self._views)

    def __repr__(self) -> str:
        return f"<Vaults: {listed_providers(self._names)}>"

    @property
    def _names(self) -> list[tuple[int, str]]:
        return [(view["id"], view["name"]) for view in self._views]

    @property
    def _views(self) -> list[Mapping[str, Any]]:
        views: list[Mapping[str, Any]] = self._control.read("/mockkf/vaults")["vaults"]
        return views


class RemoteVault:
    """The secrets of one provider; they can be replaced and compared, but not read. Each use sends a request."""

    def __init__(self, control: ControlClient, view: Mapping[str, Any]) -> None:
        self._control = control
        self.id: int = view["id"]
        self.name: str = view["name"]
        self.type: str = view["type"]
        self.asks_for: tuple[str, ...] = tuple(view["asks_for"])

    def __setitem__(self, key: Key, value: str) -> None:
        if not isinstance(value, str):
            raise TypeError(f"a secret must be text, not {type(value).__name__}")
        self._send("PUT", "secrets", key, value=value)

    def __delitem__(self, key: Key) -> None:
        self._send("DELETE", "secrets", key)

    def __contains__(self, key: Key) -> bool:
        return _address(key) in self._addresses

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(self._addresses)

    def __len__(self) -> int:
        return len(self._addresses)

    def __repr__(self) -> str:
        return f"<vault {self.id} ({self.name}, {self.type}): {len(self)} secrets by {', '.join(self.asks_for)}>"

    def holds(self, key: Key, value: str) -> bool:
        """Return whether the secret at `key` is `value`."""
        return bool(self._send("POST", "compare", key, expected=value)["same"])

    def play(self, failure: str, *, at: Key | None = None, times: int | None = None) -> None:
        """Make look-ups fail with `failure` (a name in `mockkf.pam.FAILURES`): all, or those `at` one address."""
        address = None if at is None else _address(at)
        registry = cast(
            "Callable[[], FaultRegistry]", lambda: RemoteFaultRegistry(self._control)
        )  # it has all that `Faults` uses
        Faults(registry).add("pam.resolve", provider=self.id, at=address, failure=failure, times=times)

    @property
    def _addresses(self) -> list[tuple[str, ...]]:
        views = self._control.read("/mockkf/vaults")["vaults"]
        return [tuple(address) for view in views if view["id"] == self.id for address in view["addresses"]]

    def _send(self, method: str, what: str, key: Key, **more: str) -> Any:
        try:
            return self._control.send(method, f"/mockkf/vaults/{self.id}/{what}", {"at": _address(key), **more})
        except ControlApiError as declined:
            if declined.status in WRONG:
                raise KeyError(str(declined)) from None
            raise


def _address(key: Key) -> tuple[str, ...]:
    return key if isinstance(key, tuple) else (key,)
