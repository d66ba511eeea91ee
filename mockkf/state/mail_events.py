"""The changes of the stored mail, in order, for those who follow them: a websocket, a page."""

from collections import deque
from contextlib import AbstractContextManager
from typing import Any, Literal, NamedTuple

from mockkf.model import MessageUid

LISTED = 200
"""The maximum number of messages that one event names."""

KEPT = 2_000
"""The maximum number of events, each counted once for every message that it names."""

EventKind = Literal[
    "new", "read", "unread", "tags", "tags_changed", "removed", "emptied", "put_back", "dropped", "missed"
]


class MailEvent(NamedTuple):
    """One change; `uids` are the messages concerned, none if they are all or more than 200.

    - `new`: captured
    - `read`, `unread`: the read flag changed
    - `tags`: the tags were set; `tags_changed`: a tag of many messages was renamed or deleted
    - `removed`; `emptied`: all were removed; `put_back`
    - `dropped`: dropped at the limits
    - `missed`: events before this one are no longer known, or belong to another epoch
    """

    id: int
    kind: EventKind
    uids: tuple[MessageUid, ...] = ()


class MailEvents:
    """The last events of one epoch, under the lock of the state; their ids are consecutive from 1."""

    def __init__(self, lock: AbstractContextManager[Any]) -> None:
        self._lock = lock
        self._events: deque[MailEvent] = deque()
        self._weight = 0
        self.last = 0

    def add(self, kind: EventKind, uids: tuple[MessageUid, ...] = ()) -> None:
        """Add an event; the caller holds the lock and wakes those who wait."""
        self.last += 1
        self._events.append(MailEvent(self.last, kind, uids if len(uids) <= LISTED else ()))
        self._weight += _weight(self._events[-1])
        while self._weight > KEPT:
            self._weight -= _weight(self._events.popleft())

    def after(self, cursor: int) -> tuple[MailEvent, ...]:
        """Return the events after the one with the id `cursor`, oldest first; 0 is before the first.

        If some of them are no longer known, return one event `missed`; its id is the next cursor.
        """
        with self._lock:
            known = self.last - len(self._events)
            if not known <= cursor <= self.last:
                return (MailEvent(self.last, "missed"),)
            return tuple(self._events[place] for place in range(cursor - known, len(self._events)))


def _weight(event: MailEvent) -> int:
    return max(len(event.uids), 1)
