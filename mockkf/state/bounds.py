"""The limits of a state, and the record of what was dropped at the limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from mockkf.model import Message

MIB = 1024 * 1024

RECIPIENT = 250
"""The bytes of a recipient of a message in addition to its texts."""


@dataclass(frozen=True)
class Bounds:
    """The limits of one epoch: the maximum number of messages and calls, and of their bytes."""

    message_limit: int = 10_000
    message_memory: int = 256 * MIB
    call_limit: int = 1_000
    call_memory: int = 64 * MIB

    def words(self, kind: str, kept: int = 0) -> str:
        """Return the limits of messages or calls with the names of their options.

        `kept` is the number of bytes of mail in named snapshots.

        >>> Bounds().words("call")
        'call_limit 1000, call_memory 67108864'
        >>> Bounds().words("message", 300)
        'message_limit 10000, message_memory 268435456, of which snapshots keep 300'
        """
        limits = ", ".join(f"{name} {value}" for name, value in vars(self).items() if name.startswith(f"{kind}_"))
        return f"{limits}, of which snapshots keep {kept}" if kept and kind == "message" else limits


@dataclass(frozen=True)
class DropRecord:
    """The number of dropped items, the greatest id among them, and the latest time at which one was received."""

    count: int = 0
    last_id: int = 0
    received: datetime | None = None

    def with_one(self, item: Any) -> "DropRecord":
        """Return the record with `item` added."""
        received = item.received if self.received is None else max(self.received, item.received)
        return DropRecord(self.count + 1, max(self.last_id, item.id), received)

    @property
    def last(self) -> dict[str, Any]:
        """The greatest id and the latest time as JSON."""
        return {"id": self.last_id, "received": self.received and self.received.isoformat()}

    @classmethod
    def of(cls, count: int, last: Mapping[str, Any]) -> Self:
        """Return the record with this count and this JSON."""
        return cls(count, last["id"], last["received"] and datetime.fromisoformat(last["received"]))

    def with_all(self, other: "DropRecord") -> "DropRecord":
        """Return the record with the items of `other` added."""
        times = [record.received for record in (self, other) if record.received is not None]
        return DropRecord(self.count + other.count, max(self.last_id, other.last_id), max(times, default=None))


NOTHING_DROPPED = DropRecord()


def message_weight(message: Message) -> int:
    """Return the approximate size of a message in memory, in bytes: the mail, its transcript and its recipients."""
    recipients = sum(RECIPIENT + len(address) + len(reply) for address, reply in message.envelope.replies)
    return len(message.raw) + len(message.transcript) + recipients


def weight(value: Any) -> int:
    """Return the approximate size of a JSON value in memory, in bytes.

    >>> weight({"Host": "a"}) < weight({"Host": "a" * 1_000}) < weight([1] * 1_000)
    True
    """
    if isinstance(value, str):
        return 50 + len(value)
    if isinstance(value, Mapping):
        return 64 + sum(100 + len(str(name)) + weight(inner) for name, inner in value.items())
    if isinstance(value, list | tuple):
        return 64 + sum(8 + weight(inner) for inner in value)
    return 32
