"""Reads the mail of a mock for lists and searches, without a request."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import NamedTuple

from mockkf.mailpit.content import DigestCache, MailDigest
from mockkf.mailpit.search import matcher, zone
from mockkf.model import Marks, Message
from mockkf.state import State


class FoundMail(NamedTuple):
    """One mail as a search sees it; a mail is parsed only as far as the search needs.

    `all_marks` returns the marks of all mails by number.
    """

    message: Message
    digests: DigestCache
    all_marks: Callable[[], Mapping[int, Marks]]

    @property
    def digest(self) -> MailDigest:
        """The digest of the mail."""
        return self.digests.of(self.message)

    @property
    def marks(self) -> Marks:
        """Whether it is read, and its tags."""
        return self.all_marks()[self.message.id]

    @property
    def is_read(self) -> bool:
        """Whether it is marked as read."""
        return self.marks.read

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags."""
        return self.marks.tags

    @property
    def created(self) -> datetime:
        """Its time of arrival."""
        return self.message.received

    @property
    def size(self) -> int:
        """The number of bytes of its source."""
        return len(self.message.raw)

    @property
    def subject(self) -> str:
        """Its decoded subject."""
        return self.message.subject

    @property
    def message_id(self) -> str:
        """Its Message-ID without brackets."""
        return self.digest.message_id

    @property
    def free_text(self) -> str:
        """All that free text is compared with."""
        return self.digest.free_text

    @property
    def attachments(self) -> int:
        """The number of its attachments."""
        return self.digest.attachments

    @property
    def inlines(self) -> int:
        """The number of its inline parts."""
        return self.digest.inlines

    def names(self, field: str) -> tuple[bytes, ...]:
        """Return the names and addresses in a field, in lower case."""
        return self.digest.names[field]


class MailReader:
    """Digests of mail, and searches in Mailpit's language."""

    def __init__(self, digests: DigestCache) -> None:
        self.digests = digests

    def digest(self, message: Message) -> MailDigest:
        """Return the digest of a mail, which is made at the first look."""
        return self.digests.of(message)

    def search(self, state: State, query: str, time_zone: str = "") -> Iterator[FoundMail]:
        """Yield the mails that match a query, newest first; dates in the query are in `time_zone`, by default UTC."""
        is_match = matcher(query, zone(time_zone))
        messages, mail = state.messages, state.mail

        @cache
        def all_marks() -> Mapping[int, Marks]:
            return {one.id: marks for one, marks in zip(messages, mail.marks_of(messages), strict=True)}

        return (found for one in reversed(messages) if is_match(found := FoundMail(one, self.digests, all_marks)))
