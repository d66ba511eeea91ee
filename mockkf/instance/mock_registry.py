"""What the mocks of one server share, and where each of them is found."""

import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from mockkf.instance.delivery import Ground
from mockkf.instance.runtime import World
from mockkf.server.listeners import Ports

if TYPE_CHECKING:
    from mockkf.instance.mock import Face


class Premises:
    """What the mocks of one server share, and all of them by name; that of the main one is empty.

    `faces` and `worlds` are replaced under `lock` and never changed: whoever holds `worlds` holds the epochs of one
    moment. `ports` says where the mail server listens, `let_go` frees a world that is over.
    """

    def __init__(self, ground: Ground, ports: Callable[[], Ports], let_go: Callable[[World], None]) -> None:
        self.ground = ground
        self.ports = ports
        self.let_go = let_go
        self.lock = threading.RLock()
        self.faces: Mapping[str, Face] = MappingProxyType({})
        self.worlds: Mapping[str, World] = MappingProxyType({})

    def admit(self, name: str, face: "Face") -> None:
        """Let `face` be found by `name`, in its present world."""
        with self.lock:
            self.faces = MappingProxyType({**self.faces, name: face})
            self.settle(name, face.world)

    def settle(self, name: str, world: World) -> None:
        """Let `world` be the present one of `name`."""
        with self.lock:
            self.worlds = MappingProxyType({**self.worlds, name: world})

    def dismiss(self, name: str) -> None:
        """Let nothing be found by `name`."""
        with self.lock:
            self.faces = MappingProxyType({known: face for known, face in self.faces.items() if known != name})
            self.worlds = MappingProxyType({known: world for known, world in self.worlds.items() if known != name})
