"""The captured mail of one epoch, found by number; only `State` uses it, under its lock."""

from collections.abc import Iterable, Iterator

from mockkf.model import Message
from mockkf.state.bounds import Bounds, DropRecord

NOTHING = DropRecord()


class MessageStore:
    """Messages whose numbers follow each other; at the limits the oldest are dropped, and counted in `dropped`."""

    def __init__(
        self, bounds: Bounds, messages: Iterable[Message] = (), last: int = 0, dropped: DropRecord = NOTHING
    ) -> None:
        self._bounds = bounds
        self._messages = {message.id: message for message in messages}
        self.bytes = sum(len(message.raw) for message in self._messages.values())
        self.last = last
        self.dropped = dropped
        self._make_room()

    def number(self) -> int:
        """The number of the next message."""
        self.last += 1
        return self.last

    def put(self, message: Message) -> None:
        """Keep a message."""
        self._messages[message.id] = message
        self.bytes += len(message.raw)
        self._make_room()

    def _make_room(self) -> None:
        most, room = self._bounds.message_limit, self._bounds.message_memory
        while len(self._messages) > most or (self.bytes > room and len(self._messages) > 1):
            oldest = self._messages.pop(next(iter(self._messages)))
            self.bytes -= len(oldest.raw)
            self.dropped = self.dropped.with_one(oldest)

    @property
    def all(self) -> tuple[Message, ...]:
        """Every message, oldest first."""
        return tuple(self._messages.values())

    def __len__(self) -> int:
        return len(self._messages)

    def get(self, number: int) -> Message | None:
        """The message with this number, if it is held."""
        return self._messages.get(number)

    def after(self, number: int) -> tuple[Message, ...]:
        """The messages that came after this number, oldest first; its cost is that of their count."""
        return tuple(reversed(tuple(self._held(self.last, self.last - number))))

    def page(self, start: int, limit: int) -> tuple[Message, ...]:
        """At most `limit` messages, newest first, without the `start` newest; its cost is that of the page."""
        return tuple(self._held(self.last - start, limit))

    def _held(self, newest: int, limit: int) -> Iterator[Message]:
        while limit > 0 and (message := self._messages.get(newest)) is not None:
            yield message
            newest -= 1
            limit -= 1
