"""The captured mail of one epoch, in the order of its numbers; only `Mail` uses it, under the lock."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable
from itertools import takewhile

from mockkf.model import Message
from mockkf.state.bounds import NOTHING_DROPPED, Bounds, DropRecord
from mockkf.state.kept_aside import KeptAside, RemovedMail


class MessageStore:
    """Messages by number, with gaps where messages were removed.

    `last` is the number given last. At the limits the messages `aside` go first; then the oldest are dropped, and
    `dropped` counts them.
    """

    def __init__(
        self,
        bounds: Bounds,
        messages: Iterable[Message] = (),
        last: int = 0,
        dropped: DropRecord = NOTHING_DROPPED,
    ) -> None:
        self._bounds = bounds
        self._messages = deque(messages)
        self._bytes = sum(len(message.raw) for message in self._messages)
        self.aside = KeptAside()
        self.last = last
        self.dropped = dropped
        self._make_room()

    def next_number(self) -> int:
        """Return the number of the next message."""
        self.last += 1
        return self.last

    def put(self, message: Message) -> tuple[Message, ...]:
        """Store the newest message; return the messages that were dropped to make room."""
        self._messages.append(message)
        self._bytes += len(message.raw)
        return self._make_room()

    def put_back(self, removal: int) -> tuple[RemovedMail, ...]:
        """Store the messages of a removal in their places again and return them, none if they are no longer aside."""
        restored, dropped = self.aside.take(removal)
        for message, _ in restored:
            self._messages.insert(self._place(message.id), message)
            self._bytes += len(message.raw)
        self.dropped = self.dropped.with_all(dropped)
        return restored

    def remove(self, number: int) -> Message | None:
        """Remove the message with this number and return it; None if it is not stored."""
        place = self._place(number)
        if place == len(self) or self._messages[place].id != number:
            return None
        message = self._messages[place]
        del self._messages[place]
        self._bytes -= len(message.raw)
        return message

    def clear(self) -> tuple[Message, ...]:
        """Remove all messages and return them; forget what was dropped before."""
        removed = self.all
        self._messages.clear()
        self._bytes, self.dropped = 0, NOTHING_DROPPED
        return removed

    def _make_room(self) -> tuple[Message, ...]:
        """Let go what exceeds the limits, except the newest message; return the dropped messages."""
        dropped: list[Message] = []
        while self._is_full():
            if self.aside:
                self.aside.drop_oldest()
            elif len(self) > 1:
                dropped.append(self._messages.popleft())
                self._bytes -= len(dropped[-1].raw)
                self.dropped = self.dropped.with_one(dropped[-1])
            else:
                break
        return tuple(dropped)

    def _is_full(self) -> bool:
        bounds = self._bounds
        return len(self) + len(self.aside) > bounds.message_limit or self.bytes > bounds.message_memory

    @property
    def bytes(self) -> int:
        """The size of all messages, those aside included."""
        return self._bytes + self.aside.bytes

    @property
    def all(self) -> tuple[Message, ...]:
        """All messages, oldest first."""
        return tuple(self._messages)

    def __len__(self) -> int:
        return len(self._messages)

    def get(self, number: int) -> Message | None:
        """Return the message with this number; None if it is not stored."""
        place = self._place(number)
        if place == len(self) or self._messages[place].id != number:
            return None
        return self._messages[place]

    def after(self, number: int) -> tuple[Message, ...]:
        """Return the messages after this number, oldest first; the cost grows with their number only."""
        return tuple(takewhile(lambda message: message.id > number, reversed(self._messages)))[::-1]

    def page(self, start: int, limit: int) -> tuple[Message, ...]:
        """Return at most `limit` messages, newest first, without the `start` newest; the cost is that of the page."""
        end = len(self) - start
        return tuple(self._messages[place] for place in range(end - 1, max(end - limit, 0) - 1, -1))

    def _place(self, number: int) -> int:
        """Return the place of the first message with this number or a greater one."""
        return bisect_left(self._messages, number, key=lambda message: message.id)
