"""How much a state holds, and what it had to drop for want of room."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MIB = 1024 * 1024


@dataclass(frozen=True)
class Bounds:
    """The most that one epoch holds: numbers of messages and calls, and their bytes."""

    message_limit: int = 10_000
    message_memory: int = 256 * MIB
    call_limit: int = 1_000
    call_memory: int = 64 * MIB

    def words(self, kind: str) -> str:
        """Return the bounds of messages or calls by the names of their options.

        >>> Bounds().words("call")
        'call_limit 1000, call_memory 67108864'
        """
        return ", ".join(f"{name} {value}" for name, value in vars(self).items() if name.startswith(f"{kind}_"))


@dataclass(frozen=True)
class DropRecord:
    """How many were dropped, the greatest id of them, and when the last of them was received."""

    count: int = 0
    last_id: int = 0
    received: datetime | None = None

    def with_one(self, item: Any) -> "DropRecord":
        """Return the record after `item` was dropped too."""
        received = item.received if self.received is None else max(self.received, item.received)
        return DropRecord(self.count + 1, max(self.last_id, item.id), received)


def weight(value: Any) -> int:
    """Return about how many bytes a value of JSON takes.

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
