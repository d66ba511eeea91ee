"""The mail that the named snapshots of a mock keep: it takes a part of the memory for mail."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from mockkf.model import Message


@dataclass(frozen=True)
class KeptMail:
    """The sizes of kept mails in bytes, by the identity of their raw bytes; a mail in several snapshots counts once."""

    sizes: Mapping[int, int] = field(default_factory=dict)
    bytes: int = 0

    @classmethod
    def of(cls, messages: Iterable[Message]) -> Self:
        """Return the sizes of `messages`. They must exist as long as this value is used."""
        sizes = {id(message.raw): len(message.raw) for message in messages}
        return cls(sizes, sum(sizes.values()))

    def shared_with(self, message: Message) -> int:
        """Return the size of `message` if it is kept, else 0."""
        return self.sizes.get(id(message.raw), 0)


NOTHING_KEPT = KeptMail()


class KeptAlone:
    """The bytes of kept mail that a mailbox does not contain too, counted without a look at every message."""

    def __init__(self, kept: Callable[[], KeptMail]) -> None:
        self._kept = kept
        self._counted = NOTHING_KEPT
        self._shared = 0

    def bytes(self, mailbox: Iterable[Message]) -> int:
        """Return the number of bytes that are kept and are not in `mailbox`."""
        kept = self._kept()
        if kept is not self._counted:
            self._counted, self._shared = kept, sum(map(kept.shared_with, mailbox))
        return kept.bytes - self._shared

    def dropped(self, message: Message) -> None:
        """Count a message that the mailbox has just dropped."""
        self._shared -= self._counted.shared_with(message)
