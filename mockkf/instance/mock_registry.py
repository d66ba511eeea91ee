"""What the mocks of one server share, and where each of them is found."""

import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from mockkf.instance.delivery import SharedResources
from mockkf.instance.runtime import Runtime
from mockkf.server.listeners import Ports

if TYPE_CHECKING:
    from mockkf.instance.mock import Mock


class MockRegistry:
    """What the mocks of one server share, and all of them by name; that of the main one is empty.

    `faces` and `worlds` are replaced under `lock` and never changed: whoever holds `worlds` holds the epochs of one
    moment. `ports` says where the mail server listens, `let_go` frees a world that is over.
    """

    def __init__(self, shared: SharedResources, ports: Callable[[], Ports], let_go: Callable[[Runtime], None]) -> None:
        self.shared = shared
        self.ports = ports
        self.let_go = let_go
        self.lock = threading.RLock()
        self.mocks: Mapping[str, Mock] = MappingProxyType({})
        self.runtimes: Mapping[str, Runtime] = MappingProxyType({})

    def admit(self, name: str, mock: "Mock") -> None:
        """Let `face` be found by `name`, in its present world."""
        with self.lock:
            self.mocks = MappingProxyType({**self.mocks, name: mock})
            self.settle(name, mock.runtime)

    def settle(self, name: str, runtime: Runtime) -> None:
        """Let `world` be the present one of `name`."""
        with self.lock:
            self.runtimes = MappingProxyType({**self.runtimes, name: runtime})

    def dismiss(self, name: str) -> None:
        """Let nothing be found by `name`."""
        with self.lock:
            self.mocks = MappingProxyType({known: mock for known, mock in self.mocks.items() if known != name})
            self.runtimes = MappingProxyType(
                {known: runtime for known, runtime in self.runtimes.items() if known != name}
            )
