"""The snapshots that a mock keeps for those who ask from elsewhere, by name."""

import re
import threading
from collections.abc import Callable, Mapping

from mockkf.errors import ConfigurationError, Conflict, NotFound
from mockkf.state import Snapshot

MOST = 20
"""How many snapshots of a mock are kept."""

NAME = re.compile(r"[\w.-]{1,100}", re.ASCII)


class Snapshots:
    """The snapshots of one mock, oldest first; together they hold `room()` bytes of mail at most."""

    def __init__(self, room: Callable[[], int]) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._kept: dict[str, Snapshot] = {}
        self._last = 0

    @property
    def all(self) -> Mapping[str, Snapshot]:
        """Those there are, by name."""
        with self._lock:
            return dict(self._kept)

    def put(self, snapshot: Snapshot, name: str | None) -> str:
        """Keep one under `name`, or under the next free number; what it is called."""
        with self._lock:
            name = self._free() if name is None else name
            if not NAME.fullmatch(name):
                raise ConfigurationError(
                    "the name of a snapshot has 1 to 100 letters, digits, dots, hyphens and underscores"
                )
            if name in self._kept:
                raise Conflict(f"there is a snapshot '{name}' already; delete it, or take another name")
            if len(self._kept) >= MOST:
                raise Conflict(f"there are {MOST} snapshots already, which is the most; delete one")
            self._check_room(snapshot)
            self._kept[name] = snapshot
            return name

    def _check_room(self, snapshot: Snapshot) -> None:
        """Raise `Conflict` if there is no room for its mail; mail that is in several snapshots counts once."""
        mails = {id(mail): len(mail.raw) for kept in (*self._kept.values(), snapshot) for mail in kept.messages}
        held, room = sum(mails.values()), self._room()
        if held > room:
            raise Conflict(f"the snapshots would hold {held} bytes of mail, above message_memory {room}; delete one")

    def get(self, name: str) -> Snapshot:
        """The one of this name."""
        with self._lock:
            if name not in self._kept:
                there = ", ".join(self._kept) or "none"
                raise NotFound(f"there is no snapshot '{name[:100]}'; there are: {there}")
            return self._kept[name]

    def remove(self, name: str) -> None:
        """Keep the one of this name no longer."""
        self.get(name)
        with self._lock:
            self._kept.pop(name, None)

    def clear(self) -> None:
        """Keep none."""
        with self._lock:
            self._kept.clear()

    def _free(self) -> str:
        while True:
            self._last += 1
            if str(self._last) not in self._kept:
                return str(self._last)
