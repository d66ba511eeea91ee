"""The captured mail of one epoch, by id; only `State` uses it, under its lock."""

from collections.abc import Callable, Iterable, Iterator

from mockkf.model import Message
from mockkf.state.bounds import Bounds, DropRecord
from mockkf.state.kept_mail import NOTHING_KEPT, KeptAlone, KeptMail

NOTHING = DropRecord()


class MessageStore:
    """Messages with consecutive ids; at the limits the oldest are dropped and counted in `dropped`.

    `kept` is the mail of the named snapshots, which counts in `message_memory` too; mail in both counts once.
    """

    def __init__(
        self,
        bounds: Bounds,
        messages: Iterable[Message] = (),
        last: int = 0,
        dropped: DropRecord = NOTHING,
        kept: Callable[[], KeptMail] = lambda: NOTHING_KEPT,
    ) -> None:
        self._bounds = bounds
        self._elsewhere = KeptAlone(kept)
        self._messages = {message.id: message for message in messages}
        self.bytes = sum(len(message.raw) for message in self._messages.values())
        self.last = last
        self.dropped = dropped
        self._make_room()

    def number(self) -> int:
        """Return a new id for the next message."""
        self.last += 1
        return self.last

    def put(self, message: Message) -> None:
        """Store a message; drop the oldest messages if a limit is exceeded."""
        self._messages[message.id] = message
        self.bytes += len(message.raw)
        self._make_room()

    def _make_room(self) -> None:
        most, room = self._bounds.message_limit, self._bounds.message_memory
        while len(self._messages) > most or (self.memory > room and len(self._messages) > 1):
            oldest = self._messages.pop(next(iter(self._messages)))
            self.bytes -= len(oldest.raw)
            self._elsewhere.dropped(oldest)
            self.dropped = self.dropped.with_one(oldest)

    @property
    def memory(self) -> int:
        """The bytes of all messages, and of the mail that only snapshots contain."""
        return self.bytes + self._elsewhere.bytes(self._messages.values())

    @property
    def all(self) -> tuple[Message, ...]:
        """All messages, oldest first."""
        return tuple(self._messages.values())

    def __len__(self) -> int:
        return len(self._messages)

    def get(self, number: int) -> Message | None:
        """Return the message with this id; None if it is not stored."""
        return self._messages.get(number)

    def after(self, number: int) -> tuple[Message, ...]:
        """Return the messages after this id, oldest first; the cost grows with their number only."""
        return tuple(reversed(tuple(self._held(self.last, self.last - number))))

    def page(self, start: int, limit: int) -> tuple[Message, ...]:
        """Return at most `limit` messages, newest first, without the `start` newest; the cost is that of the page."""
        return tuple(self._held(self.last - start, limit))

    def _held(self, newest: int, limit: int) -> Iterator[Message]:
        while limit > 0 and (message := self._messages.get(newest)) is not None:
            yield message
            newest -= 1
            limit -= 1
