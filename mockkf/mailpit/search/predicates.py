"""The predicate of each term: a function of one mail."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from mockkf.mailpit.search.dates import moment
from mockkf.mailpit.search.language import Term, cleaned, folded, parse
from mockkf.mailpit.search.sizes import size

Predicate = Callable[["Candidate"], bool]


class Candidate(Protocol):
    """A mail as the search language sees it; reading a property must not change the mail."""

    @property
    def is_read(self) -> bool:
        """Whether it is marked as read."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags."""

    @property
    def created(self) -> datetime:
        """Its time of arrival."""

    @property
    def size(self) -> int:
        """The number of bytes of its source."""

    @property
    def subject(self) -> str:
        """Its decoded subject."""

    @property
    def message_id(self) -> str:
        """Its Message-ID without brackets."""

    @property
    def free_text(self) -> str:
        """All that free text is compared with, as `cleaned` returns it."""

    @property
    def attachments(self) -> int:
        """The number of its attachments."""

    @property
    def inlines(self) -> int:
        """The number of its inline parts."""

    def names(self, field: str) -> tuple[bytes, ...]:
        """Return the names and addresses in a field (from, to, cc, bcc, reply-to), as `folded` returns them."""


def matcher(query: str, time_zone: tzinfo = UTC) -> Predicate:
    """Return a function that tells whether a mail matches all terms of `query`; dates are in `time_zone`."""
    predicates = [found for term in parse(query) if (found := _predicate(term, time_zone)) is not None]
    if len(predicates) == 1:
        return predicates[0]
    return lambda mail: all(predicate(mail) for predicate in predicates)


def _predicate(term: Term, time_zone: tzinfo) -> Predicate | None:
    """Return the predicate of a term; None if the term has no value, or a date that cannot be read."""
    if term.kind in SIZES and not size(cleaned(term.value)):
        term = Term("", f"{term.kind}:{term.value}", term.is_negated)
    plain = FLAGS[term.kind] if term.kind in FLAGS else FIELDS[term.kind](term.value, time_zone)
    if plain is None or not term.is_negated:
        return plain
    return lambda mail: not plain(mail)


def _free_text(value: str, _zone: tzinfo) -> Predicate | None:
    wanted = cleaned(value)
    return (lambda mail: wanted in mail.free_text) if wanted else None


def _address(*fields: str) -> Callable[[str, tzinfo], Predicate | None]:
    def predicate(value: str, _zone: tzinfo) -> Predicate | None:
        wanted = folded(cleaned(value))
        if not wanted:
            return None
        return lambda mail: any(wanted in name for field in fields for name in mail.names(field))

    return predicate


def _subject(value: str, _zone: tzinfo) -> Predicate | None:
    wanted = folded(value)
    return (lambda mail: wanted in folded(mail.subject)) if wanted else None


def _message_id(value: str, _zone: tzinfo) -> Predicate | None:
    wanted = folded(cleaned(value))
    return (lambda mail: wanted in folded(mail.message_id)) if wanted else None


def _tag(value: str, _zone: tzinfo) -> Predicate | None:
    wanted = folded(cleaned(value))
    return (lambda mail: any(wanted == folded(tag) for tag in mail.tags)) if wanted else None


def _after(value: str, zone: tzinfo) -> Predicate | None:
    limit = moment(cleaned(value), zone)
    return None if limit is None else (lambda mail: mail.created >= limit)


def _before(value: str, zone: tzinfo) -> Predicate | None:
    limit = moment(cleaned(value), zone)
    return None if limit is None else (lambda mail: mail.created < limit)


def _larger(value: str, _zone: tzinfo) -> Predicate:
    limit = size(cleaned(value))
    return lambda mail: mail.size >= limit


def _smaller(value: str, _zone: tzinfo) -> Predicate:
    limit = size(cleaned(value))
    return lambda mail: mail.size < limit


ADDRESSES = ("from", "to", "cc", "bcc", "reply-to")
SIZES = ("larger", "smaller")

FIELDS: Mapping[str, Callable[[str, tzinfo], Predicate | None]] = {
    "": _free_text,
    **{field: _address(field) for field in ADDRESSES},
    "addressed": _address(*ADDRESSES),
    "subject": _subject,
    "message-id": _message_id,
    "tag": _tag,
    "after": _after,
    "before": _before,
    "larger": _larger,
    "smaller": _smaller,
}
"""The predicates of terms with a value."""

FLAGS: Mapping[str, Predicate] = {
    "is:read": lambda mail: mail.is_read,
    "is:unread": lambda mail: not mail.is_read,
    "is:tagged": lambda mail: bool(mail.tags),
    "has:attachment": lambda mail: mail.attachments > 0,
    "has:attachments": lambda mail: mail.attachments > 0,
    "has:inline": lambda mail: mail.inlines > 0,
    "has:inlines": lambda mail: mail.inlines > 0,
}
"""The predicates of terms without a value."""
