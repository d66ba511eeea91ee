"""`Mock`: the interface of one mock, either the main mock of a server or a sandbox."""

from collections.abc import Callable, Mapping
from typing import Any

from mockkf.config import LISTENING, Settings
from mockkf.errors import ConfigurationError, NothingListens
from mockkf.http import routing
from mockkf.instance.addresses import MockAddresses
from mockkf.instance.build import build_runtime
from mockkf.instance.mock_registry import MockRegistry
from mockkf.instance.runtime import Runtime
from mockkf.instance.snapshots import Snapshots
from mockkf.model import Fault, random_mock_id
from mockkf.scenario import change_settings
from mockkf.state import Clock, Snapshot, State
from mockkf.testing import Faults, IdentityProvider, Journal, Mailbox, Traces, Vaults, unfired, verify


class Mock(MockAddresses):
    """One mock: its addresses, its captured mail and calls, and its reset.

    `settings` are the settings at the start, which `reset` restores. `runtime` is the current epoch with its current
    settings. `snapshots` are the named snapshots of the control API.
    """

    def __init__(self, settings: Settings, registry: MockRegistry, name: str = "") -> None:
        super().__init__(registry, name)
        self.settings = settings
        self.snapshots = Snapshots(lambda: self.runtime.settings.message_memory)
        self._id = random_mock_id()
        self.runtime = self._build(settings, 1)
        registry.add(name, self)

    def __repr__(self) -> str:
        try:
            where = self.url
        except NothingListens:
            where = "not listening"
        return f"<{type(self).__name__} {where} release={self.runtime.settings.release}, {self.state.counted}>"

    def reset(self, *, settings: Settings | None = None, **options: Any) -> int:
        """Return to the state at the start, or to that of `settings`, and return the number of the new epoch.

        `options` change these settings until the next reset.
        """
        refuse_listening(options, "host and ports are fixed after the start")
        seed = settings or self.settings
        return self._begin(change_settings(seed, **options) if options else seed, lambda _: None)

    def load(self, settings: Settings) -> int:
        """Reset to `settings`, use them for each later reset too, and return the number of the new epoch."""
        epoch = self.reset(settings=settings)
        self.settings = settings
        return epoch

    def change(self, **options: Any) -> int:
        """Change options, keep stored data and captured mail, and return the number of the new epoch.

        Earlier tokens become invalid. The next `reset` undoes the change.
        """
        refuse_listening(options, "host and ports are fixed after the start")
        return self._begin(change_settings(self.runtime.settings, **options), State.snapshot)

    def snapshot(self) -> Snapshot:
        """Return stored data and captured mail as an opaque value for `restore`."""
        return self.runtime.state.snapshot()

    def restore(self, snapshot: Snapshot) -> int:
        """Return to the data of `snapshot`, keep the current settings, and return the number of the new epoch."""
        if not isinstance(snapshot, Snapshot):
            raise TypeError(f"restore() takes the value that snapshot() returned, not {type(snapshot).__name__}")
        return self._begin(self.runtime.settings, lambda _: snapshot)

    @property
    def state(self) -> State:
        """The state since the last reset: profile, mail, calls, faults and counters."""
        return self.runtime.state

    @property
    def mailbox(self) -> Mailbox:
        """The captured mail."""
        return Mailbox(lambda: self.runtime.state)

    @property
    def journal(self) -> Journal:
        """The calls of the API since the last reset, oldest first."""
        return Journal(lambda: self.runtime.state, self._is_path, self._registry.listeners.settle)

    @property
    def traces(self) -> Traces:
        """The trace of each API call: its steps, the faults that fired, the mail that it sent."""
        return Traces(lambda: self.runtime.state)

    @property
    def vaults(self) -> Vaults:
        """The secrets of the PAM providers."""
        return Vaults(lambda: self.runtime.state)

    @property
    def clock(self) -> Clock:
        """The time of the mock, for tokens and times of arrival; `clock.advance("2h")` moves it until the reset."""
        return self.runtime.state.clock

    @property
    def faults(self) -> Faults:
        """The planned faults."""
        return Faults(lambda: self.runtime.state.faults)

    @property
    def idp(self) -> IdentityProvider:
        """The identity provider: the requests that it received, its tokens and its failures."""
        return IdentityProvider(lambda: self.runtime.state, lambda: self._issuer)

    def verify(self) -> None:
        """Raise `AssertionError` if a request since the last reset matched no route, or if a fault never fired.

        400, 401, 403 and 404 for an id do not count: such a request matched a route. Faults of the scenario with which
        the mock was started do not count either, nor do those of the presets `chaos.*`.
        """
        verify(self.runtime.state.calls, self.unfired)

    @property
    def unfired(self) -> tuple[Fault, ...]:
        """The planned faults that never fired; those of the scenario at the start and of presets `chaos.*` are none."""
        runtime = self.runtime
        kept = len(self.settings.faults) if runtime.settings.faults == self.settings.faults else 0
        return unfired(fault for fault in runtime.state.faults.all if fault.id > kept)

    def _is_path(self, wanted: str, actual: str) -> bool:
        """Whether `actual` is the path `wanted`, which may omit the base path."""
        return routing.is_same(wanted, actual, self.runtime.settings.base_paths, self._name)

    def _build(self, settings: Settings, epoch: int) -> Runtime:
        return build_runtime(settings, epoch, self._registry.shared, self._id, lambda: self.snapshots.mail)

    def _begin(self, settings: Settings, kept: Callable[[State], Snapshot | None]) -> int:
        """Start an epoch with `settings`; `kept` returns the data that it takes from the old state, None for none."""
        with self._registry.lock:
            self._insist_on_being_there()
            self._registry.listeners.note_arrivals()
            old = self.runtime
            new = self._build(settings, old.state.epoch + 1)
            old.state.retire(new.state)
            snapshot = kept(old.state)
            if snapshot is not None:
                new.state.take(snapshot)
            self.runtime = new
            self._registry.set_runtime(self._name, new)
        going = [old]
        del old  # else this thread may be the last one that holds it, and would free it
        self._registry.listeners.let_go(going)
        return new.state.epoch


def refuse_listening(options: Mapping[str, Any], because: str) -> None:
    """Raise `ConfigurationError` with the reason `because` if one of `options` is a host or a port to listen on."""
    for name in options:
        if name in LISTENING:
            raise ConfigurationError(f"cannot change {name}: {because}", option=name)
