"""The named snapshots of a mock, which clients of the control API create and restore."""

import re
import threading
from collections.abc import Callable, Mapping

from mockkf.errors import ConfigurationError, Conflict, NotFound
from mockkf.state import KeptMail, Snapshot

MOST = 20
"""The maximum number of snapshots of a mock."""

NAME = re.compile(r"[\w.-]{1,100}", re.ASCII)


class Snapshots:
    """The snapshots of one mock, oldest first; together they contain at most `room()` bytes of mail.

    `mail` is this mail: the mailbox has the rest of the room.
    """

    def __init__(self, room: Callable[[], int]) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._kept: dict[str, Snapshot] = {}
        self._last = 0
        self.mail = KeptMail()

    @property
    def all(self) -> Mapping[str, Snapshot]:
        """All snapshots, by name."""
        with self._lock:
            return dict(self._kept)

    def put(self, snapshot: Snapshot, name: str | None) -> str:
        """Store a snapshot under `name`, or under the next free number if it is None, and return its name.

        Raise `ConfigurationError` for an invalid name, `Conflict` for an existing name or if a limit is exceeded.
        """
        with self._lock:
            name = self._free() if name is None else name
            if not NAME.fullmatch(name):
                raise ConfigurationError(
                    "the name of a snapshot must have 1 to 100 letters, digits, dots, hyphens or underscores"
                )
            if name in self._kept:
                raise Conflict(f"the snapshot '{name}' already exists; delete it, or use another name")
            if len(self._kept) >= MOST:
                raise Conflict(f"there are already {MOST} snapshots, the maximum; delete one")
            mail, room = _mail_of(*self._kept.values(), snapshot), self._room()
            if mail.bytes > room:
                raise Conflict(
                    f"the snapshots would contain {mail.bytes} bytes of mail; message_memory is {room}; delete one"
                )
            self._kept[name], self.mail = snapshot, mail
            return name

    def get(self, name: str) -> Snapshot:
        """Return the snapshot `name`; raise `NotFound` if there is none."""
        with self._lock:
            return self._found(name)

    def remove(self, name: str) -> None:
        """Delete the snapshot `name`; raise `NotFound` if there is none."""
        with self._lock:
            self._found(name)
            del self._kept[name]
            self.mail = _mail_of(*self._kept.values())

    def clear(self) -> None:
        """Delete all snapshots."""
        with self._lock:
            self._kept.clear()
            self.mail = KeptMail()

    def _found(self, name: str) -> Snapshot:
        if name not in self._kept:
            there = ", ".join(self._kept) or "none"
            raise NotFound(f"there is no snapshot '{name[:100]}'; existing snapshots: {there}")
        return self._kept[name]

    def _free(self) -> str:
        while True:
            self._last += 1
            if str(self._last) not in self._kept:
                return str(self._last)


def _mail_of(*snapshots: Snapshot) -> KeptMail:
    return KeptMail.of(message for snapshot in snapshots for message in snapshot.messages)
