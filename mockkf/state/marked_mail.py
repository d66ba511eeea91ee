"""The marks of the stored mail: read flags and tags, and the events of every change."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from mockkf.model import Marks, Message
from mockkf.state.bounds import Bounds
from mockkf.state.change_notifier import ChangeNotifier
from mockkf.state.kept_mail import KeptMail
from mockkf.state.mail_events import LISTED, EventKind, MailEvents
from mockkf.state.mark_store import MarksRecord, MarkStore
from mockkf.state.message_store import MessageStore


class MarkedMail:
    """The messages of one epoch with their marks, under the lock of the state.

    Each change adds an event to `events` and wakes all waits.
    """

    def __init__(self, changes: ChangeNotifier, bounds: Bounds, kept: Callable[[], KeptMail]) -> None:
        self._lock, self._wake = changes.lock, changes.wake
        self._bounds, self._kept = bounds, kept
        self._store = MessageStore(bounds, kept)
        self._marks = MarkStore()
        self.events = MailEvents(changes.lock)

    def marks(self, number: int) -> Marks:
        """Return the marks of a message."""
        with self._lock:
            return self._marks.of(number)

    def marks_of(self, messages: Iterable[Message]) -> tuple[Marks, ...]:
        """Return the marks of each of these messages."""
        with self._lock:
            return tuple(self._marks.of(message.id) for message in messages)

    @property
    def unread(self) -> int:
        """The number of unread messages."""
        with self._lock:
            return len(self._store) - len(self._marks.read)

    @property
    def tags(self) -> Mapping[str, int]:
        """The tags in use, sorted in any letter case, and how many messages have each."""
        with self._lock:
            return self._marks.tags.counts

    @property
    def marks_record(self) -> MarksRecord:
        """All marks, for a snapshot."""
        with self._lock:
            return self._marks.record

    def set_read(self, numbers: Iterable[int] | None, *, read: bool) -> tuple[int, ...]:
        """Set the read flag of messages, None for all, and return the numbers of those whose flag changed."""
        with self._lock:
            held = [one.id for one in self._store.all] if numbers is None else [*filter(self._store.get, numbers)]
            changed = self._marks.set_read(held, read=read)
            if changed:
                self._tell("read" if read else "unread", self._stored(changed) if numbers is not None else ())
            return changed

    def set_tags(self, numbers: Iterable[int], tags: Iterable[str]) -> None:
        """Replace the tags of messages; a name is cleaned as `mockkf.mime.clean_tags` does."""
        names = tuple(tags)
        with self._lock:
            messages = self._stored(numbers)
            for message in messages:
                self._marks.tags.put(message.id, names)
            if messages:
                self._tell("tags", messages)

    def rename_tag(self, tag: str, name: str) -> None:
        """Rename a tag of all messages; raise `ConfigurationError` if it is unknown, or the name invalid or in use."""
        with self._lock:
            if self._marks.tags.rename(tag, name):
                self._tell("tags_changed")

    def delete_tag(self, tag: str) -> None:
        """Remove a tag from all messages; raise `ConfigurationError` if it is unknown."""
        with self._lock:
            self._marks.tags.delete(tag)
            self._tell("tags_changed")

    def _stored(self, numbers: Iterable[int]) -> tuple[Message, ...]:
        return tuple(one for number in dict.fromkeys(numbers) if (one := self._store.get(number)) is not None)

    def _tell(self, kind: EventKind, messages: Sequence[Message] = ()) -> None:
        self.events.add(kind, tuple(message.uid_parts for message in messages) if len(messages) <= LISTED else ())
        self._wake()
