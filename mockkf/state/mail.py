"""The stored mail of one epoch: capture, look-up, removal and its undoing."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from mockkf.errors import NotFound
from mockkf.model import Message, MessageUid
from mockkf.state.bounds import NOTHING_DROPPED, Bounds, DropRecord
from mockkf.state.change_notifier import ChangeNotifier
from mockkf.state.kept_aside import RemovedMail
from mockkf.state.kept_mail import KeptMail
from mockkf.state.mail_events import EventKind
from mockkf.state.mark_store import MarksRecord, MarkStore
from mockkf.state.marked_mail import MarkedMail
from mockkf.state.message_store import MessageStore


class Removal(NamedTuple):
    """The removed messages, oldest first; `id` is the argument of `Mail.put_back`."""

    id: int
    messages: tuple[Message, ...]


NUMBER = re.compile("[0-9]{1,18}")


class Mail(MarkedMail):
    """The mail of one epoch, under the lock of the state; each change adds an event and wakes all waits.

    `place` is the mock and the epoch; `mock` is the id of the mock. `kept` returns the mail of the named snapshots.
    Methods take the numbers of messages and ignore a number without a stored message. `removed` counts the removed
    messages, also those that were put back; `dropped` does not count them.
    """

    def __init__(
        self, changes: ChangeNotifier, bounds: Bounds, place: MessageUid, kept: Callable[[], KeptMail]
    ) -> None:
        super().__init__(changes, bounds, kept)
        self._place = place
        self.mock = place.mock
        self._removals = 0
        self.removed = 0

    def next_number(self) -> int:
        """Return the number of the next message; the caller holds the lock."""
        return self._store.next_number()

    def put(self, message: Message, tags: Iterable[str]) -> None:
        """Store the newest message with its tags of arrival; the caller holds the lock."""
        dropped = self._store.put(message)
        self._marks.tags.put(message.id, tags)
        self.events.add("new", (message.uid_parts,))
        if dropped:
            self._marks.forget(one.id for one in dropped)
            self.events.add("dropped", tuple(one.uid_parts for one in dropped))
        self._wake()

    def take(self, messages: Iterable[Message], last: int, dropped: DropRecord, marks: MarksRecord) -> None:
        """Replace all mail with that of a snapshot."""
        with self._lock:
            self._store = MessageStore(self._bounds, self._kept, messages, last, dropped)
            self._marks = MarkStore(marks)
            self._marks.keep_only(message.id for message in self._store.all)

    @property
    def all(self) -> tuple[Message, ...]:
        """All messages, oldest first."""
        with self._lock:
            return self._store.all

    def __len__(self) -> int:
        return len(self._store)

    @property
    def last(self) -> int:
        """The number of the newest captured message, also if it is not stored any more; 0 if there was none."""
        return self._store.last

    @property
    def bytes(self) -> int:
        """The size of all messages, those that can be put back included."""
        with self._lock:
            return self._store.bytes

    @property
    def dropped(self) -> DropRecord:
        """The record of the messages dropped at the limits."""
        return self._store.dropped

    def get(self, number: int) -> Message | None:
        """Return the message with this number; None if it is not stored."""
        with self._lock:
            return self._store.get(number)

    def after(self, number: int) -> tuple[Message, ...]:
        """Return the messages after this number, oldest first; the cost grows with their number only."""
        with self._lock:
            return self._store.after(number)

    def page(self, start: int, limit: int) -> tuple[tuple[Message, ...], int]:
        """Return at most `limit` messages, newest first, without the `start` newest; and the number of all."""
        with self._lock:
            return self._store.page(start, limit), len(self._store)

    def find(self, id: int | str) -> Message | None:
        """Return the message with this number or uid, both also as text; None if it is not stored."""
        number = self.position(id)
        return None if number is None else self.get(number)

    def position(self, id: int | str) -> int | None:
        """Return the number of an id, also of a message that was removed; None for a uid that is not of this epoch."""
        if isinstance(id, int):
            return id
        uid = MessageUid.parse(id)
        if uid is None:
            return int(id) if NUMBER.fullmatch(id) else None
        message = self.get(uid.number)
        if message is not None and message.uid_parts == uid:
            return uid.number
        is_known = uid == self._place._replace(number=uid.number) and 0 < uid.number <= self.last
        return uid.number if is_known and message is None else None

    def number_of(self, id: int | str) -> int:
        """Return the number of the stored message with this id; raise `NotFound` if there is none."""
        message = self.find(id)
        if message is None:
            raise NotFound(self.missing(id))
        return message.id

    def missing(self, id: int | str) -> str:
        """Return a sentence that says why no message with this id is stored."""
        uid = MessageUid.parse(id) if isinstance(id, str) else None
        if uid is not None and uid.mock == self._place.mock and uid.epoch < self._place.epoch:
            return f"message {id} belongs to epoch {uid.epoch}; the present epoch is {self._place.epoch}"
        number = self.position(id)
        if number is None or not 0 < number <= self.last:
            return f"there is no message {str(id)[:100]}"
        return f"message {id} was removed{' or dropped' if self.dropped.count else ''}"

    def remove(self, numbers: Iterable[int], *, undo: bool = False) -> Removal:
        """Remove messages; with `undo`, keep them aside for `put_back`.

        They are kept until the next removal, the end of the epoch, or for five minutes. Meanwhile they count in the
        limits, and are the first to go at the limits.
        """
        with self._lock:
            removed = [one for number in sorted(set(numbers)) if (one := self._store.remove(number)) is not None]
            return self._removed(tuple(removed), "removed", undo=undo)

    def clear(self, *, undo: bool = False) -> Removal:
        """Remove all messages; with `undo`, keep them aside as `remove` does. What was dropped before is forgotten."""
        with self._lock:
            dropped = self._store.dropped
            return self._removed(self._store.clear(), "emptied", undo=undo, dropped=dropped)

    def _removed(
        self,
        messages: tuple[Message, ...],
        kind: EventKind,
        *,
        undo: bool,
        dropped: DropRecord = NOTHING_DROPPED,
    ) -> Removal:
        self._removals += 1
        kept = [RemovedMail(one, self._marks.of(one.id)) for one in messages] if undo else []
        if messages or kind == "emptied":
            self._store.aside.keep(self._removals, kept, dropped if undo else NOTHING_DROPPED)
            self.removed += len(messages)
            self._marks.forget(one.id for one in messages)
            self._tell(kind, messages)
        return Removal(self._removals, messages)

    def put_back(self, removal: int) -> tuple[Message, ...]:
        """Put the messages of a removal back into their places, with their marks, and return those that are left.

        No wait ends, because they are not new. Return none if the messages are no longer kept.
        """
        with self._lock:
            restored = self._store.put_back(removal)
            for one in restored:
                self._marks.put(one.message.id, one.marks)
            messages = tuple(one.message for one in restored)
            if messages:
                self._tell("put_back", messages)
            return messages
