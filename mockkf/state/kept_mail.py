"""The mail that the named snapshots of a mock keep: it takes a part of the memory for mail."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from mockkf.model import Message
from mockkf.state.bounds import message_weight


@dataclass(frozen=True)
class KeptMail:
    """The sizes of kept mails in bytes, by the identity of their raw bytes; a mail in several snapshots counts once."""

    sizes: Mapping[int, int] = field(default_factory=dict)
    bytes: int = 0

    @classmethod
    def of(cls, messages: Iterable[Message]) -> Self:
        """Return the sizes of `messages`. They must exist as long as this value is used."""
        sizes = {id(message.raw): message_weight(message) for message in messages}
        return cls(sizes, sum(sizes.values()))

    def __contains__(self, message: Message) -> bool:
        return id(message.raw) in self.sizes

    def shared_with(self, message: Message) -> int:
        """Return the size of `message` if it is kept, else 0."""
        return self.sizes.get(id(message.raw), 0)


NOTHING_KEPT = KeptMail()


class KeptAlone:
    """The bytes of kept mail that a mailbox does not contain too; they are counted again only after a change."""

    def __init__(self, kept: Callable[[], KeptMail]) -> None:
        self._kept = kept
        self._counted: KeptMail | None = None
        self._bytes = 0

    def bytes(self, mailbox: Iterable[Message]) -> int:
        """Return the number of bytes that are kept and are not in `mailbox`."""
        kept = self._kept()
        if kept is not self._counted:
            self._counted, self._bytes = kept, kept.bytes - sum(map(kept.shared_with, mailbox)) if kept.bytes else 0
        return self._bytes

    def forget(self) -> None:
        """Count again, because the mailbox was emptied, or got back messages that may be kept."""
        self._counted = None

    def left(self, message: Message) -> None:
        """Count a message that the mailbox has just lost."""
        if self._counted is not None:
            self._bytes += self._counted.shared_with(message)

    def keeps(self, message: Message) -> bool:
        """Return whether a snapshot keeps this message."""
        return message in self._kept()
