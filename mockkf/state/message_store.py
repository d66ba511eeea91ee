"""The captured mail of one epoch, in the order of its numbers; only `Mail` uses it, under the lock."""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice, takewhile

from mockkf.model import Message
from mockkf.state.bounds import NOTHING_DROPPED, Bounds, DropRecord, message_weight
from mockkf.state.kept_aside import KeptAside, RemovedMail
from mockkf.state.kept_mail import KeptAlone, KeptMail


class MessageStore:
    """Messages by number, with gaps where messages were removed.

    `last` is the number given last. At the limits the messages `aside` go first; then the oldest are dropped, and
    `dropped` counts them. `kept` returns the mail of the named snapshots, which counts in `message_memory` too.
    """

    def __init__(
        self,
        bounds: Bounds,
        kept: Callable[[], KeptMail],
        messages: Iterable[Message] = (),
        last: int = 0,
        dropped: DropRecord = NOTHING_DROPPED,
    ) -> None:
        self._bounds = bounds
        self._messages = deque(messages)
        self._bytes = sum(map(message_weight, self._messages))
        self._elsewhere = KeptAlone(kept)
        self.aside = KeptAside()
        self.last = last
        self.dropped = dropped
        if self._messages:
            self._make_room()

    def next_number(self) -> int:
        """Return the number of the next message."""
        self.last += 1
        return self.last

    def put(self, message: Message) -> tuple[Message, ...]:
        """Store the newest message; return the messages that were dropped to make room."""
        self._messages.append(message)
        self._bytes += message_weight(message)
        return self._make_room()

    def put_back(self, removal: int) -> tuple[RemovedMail, ...]:
        """Store the messages of a removal in their places again and return them, none if they are no longer aside."""
        restored, dropped = self.aside.take(removal)
        for message, _ in restored:
            self._messages.insert(self._place(message.id), message)
            self._bytes += message_weight(message)
        self._elsewhere.forget()
        self.dropped = self.dropped.with_all(dropped)
        return restored

    def remove(self, number: int) -> Message | None:
        """Remove the message with this number and return it; None if it is not stored."""
        place = self._place(number)
        if place == len(self) or self._messages[place].id != number:
            return None
        return self._take(place)

    def clear(self) -> tuple[Message, ...]:
        """Remove all messages and return them; forget what was dropped before."""
        removed = self.all
        self._messages.clear()
        self._bytes, self.dropped = 0, NOTHING_DROPPED
        self._elsewhere.forget()
        return removed

    def _make_room(self) -> tuple[Message, ...]:
        """Let go what exceeds the limits, except the newest message; return the dropped messages."""
        while self.aside and (self._excess > 0 or self._are_many()):
            self.aside.drop_oldest()
        dropped = []
        while self._are_many():
            dropped.append(self._take(0))
        dropped += self._free_memory()
        for message in dropped:
            self.dropped = self.dropped.with_one(message)
        return tuple(dropped)

    def _are_many(self) -> bool:
        return len(self) + len(self.aside) > self._bounds.message_limit

    @property
    def _excess(self) -> int:
        return self.memory - self._bounds.message_memory

    def _free_memory(self) -> list[Message]:
        """Drop the oldest messages until the rest fits, but none that a snapshot keeps: that would free nothing."""
        excess, going = self._excess, list[Message]()
        for message in islice(self._messages, max(len(self) - 1, 0)):
            if excess <= 0:
                break
            if not self._elsewhere.keeps(message):
                going.append(message)
                excess -= message_weight(message)
        if going == [*islice(self._messages, len(going))]:
            return [self._take(0) for _ in going]
        gone = {message.id for message in going}
        self._messages = deque(message for message in self._messages if message.id not in gone)
        self._bytes -= sum(map(message_weight, going))
        return going

    def _take(self, place: int) -> Message:
        message = self._messages[place]
        del self._messages[place]
        self._bytes -= message_weight(message)
        self._elsewhere.left(message)
        return message

    @property
    def bytes(self) -> int:
        """The size of all messages, those aside included."""
        return self._bytes + self.aside.bytes

    @property
    def memory(self) -> int:
        """The size of all messages, and of those that only snapshots contain."""
        return self.bytes + self._elsewhere.bytes(self._messages)

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
