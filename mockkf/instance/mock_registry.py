"""The registry of the mocks of one server, with their shared resources."""

import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

from mockkf.instance.delivery import SharedResources
from mockkf.instance.runtime import Runtime
from mockkf.model import Ports, PublicAddresses


class RunningMock(Protocol):
    """A mock as the registry uses it."""

    @property
    def runtime(self) -> Runtime:
        """The current runtime."""


class RunningListeners(Protocol):
    """The listeners as a mock uses them."""

    def note_arrivals(self) -> None:
        """Let calls that have begun to arrive belong to the present epochs."""

    def settle(self) -> None:
        """Wait until all that clients have sent so far was read."""

    def let_go(self, what: list[Any], /) -> None:
        """Empty `what`, which holds a runtime that has ended, in another thread."""


class MockRegistry:
    """All mocks of one server by name, with their shared resources; the name of the main mock is empty.

    `mocks` and `runtimes` are immutable and replaced under `lock`, so a reader of `runtimes` has a consistent snapshot
    of the epochs. `ports` returns the ports of the mail server. `public` are the addresses at which clients reach the
    listeners; it is frozen and replaced as a whole.
    """

    def __init__(
        self,
        shared: SharedResources,
        ports: Callable[[], Ports],
        listeners: RunningListeners,
        public: PublicAddresses,
    ) -> None:
        self.shared = shared
        self.ports = ports
        self.listeners = listeners
        self.public = public
        self.lock = threading.RLock()
        self.mocks: Mapping[str, RunningMock] = MappingProxyType({})
        self.runtimes: Mapping[str, Runtime] = MappingProxyType({})

    def add(self, name: str, mock: RunningMock) -> None:
        """Add `mock` under `name`."""
        with self.lock:
            self.mocks = MappingProxyType({**self.mocks, name: mock})
            self.set_runtime(name, mock.runtime)

    def set_runtime(self, name: str, runtime: Runtime) -> None:
        """Make `runtime` the current runtime of `name`."""
        with self.lock:
            self.runtimes = MappingProxyType({**self.runtimes, name: runtime})

    def remove(self, name: str) -> None:
        """Remove the mock of this name."""
        with self.lock:
            self.mocks = MappingProxyType({known: mock for known, mock in self.mocks.items() if known != name})
            self.runtimes = MappingProxyType(
                {known: runtime for known, runtime in self.runtimes.items() if known != name}
            )
