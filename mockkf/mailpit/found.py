"""Finds mail: by its id, as the newest one, and by a search."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from flask import request

from mockkf.mailpit.answers import TEXT_OF_GO, Missing
from mockkf.mailpit.content import MailDigest
from mockkf.mailpit.context import current_mail, current_mock, digest_of
from mockkf.mailpit.search import matcher, zone
from mockkf.model import Marks, Message

LATEST = "latest"


@dataclass(frozen=True, slots=True)
class FoundMail:
    """One mail as a search sees it; a mail is parsed only as far as the search needs.

    `all_marks` returns the marks of all mails by number.
    """

    message: Message
    all_marks: Callable[[], Mapping[int, Marks]]

    @property
    def digest(self) -> MailDigest:
        """The digest of the mail."""
        return digest_of(self.message)

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


def search(query: str, time_zone: str) -> Iterator[FoundMail]:
    """Yield the mails that match a query, newest first."""
    is_match = matcher(query, zone(time_zone))
    messages, mail = current_mock().state.messages, current_mail()

    @cache
    def all_marks() -> Mapping[int, Marks]:
        return {one.id: marks for one, marks in zip(messages, mail.marks_of(messages), strict=True)}

    return (found for one in reversed(messages) if is_match(found := FoundMail(one, all_marks)))


def message_at(id: str, said: str = "404 page not found", media_type: str = "text/plain") -> Message:
    """Return the mail with this id, or the newest one for `latest`; raise `Missing` with `said` if there is none."""
    if id == LATEST:
        newest = latest()
        if newest is None:
            raise Missing("Message not found", TEXT_OF_GO)
        return newest
    message = current_mail().find(id)
    if message is None:
        raise Missing(said, media_type)
    return message


def latest() -> Message | None:
    """Return the newest mail, or the newest that matches the parameter `query`; None if there is none."""
    query = request.args.get("query", "").strip()
    if query:
        return next((mail.message for mail in search(query, request.args.get("tz", ""))), None)
    return next(iter(current_mock().state.page(0, 1)[0]), None)
