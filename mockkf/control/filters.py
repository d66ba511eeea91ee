"""What captured mail can be asked for in a query: the criteria of the mailbox that make sense as text."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from mockkf.control.query_parameters import QueryParameter
from mockkf.control.query_values import AS_IT_IS, wanted, whole
from mockkf.errors import ConfigurationError
from mockkf.model import Message
from mockkf.testing import Criterion, Matcher
from mockkf.testing import matchers as by

ANY_CASE = re.IGNORECASE
YEARS = range(1970, 9998)
ZONE = re.compile(r"(T.*) ([0-9:]{4,5})$")
TEXT: Mapping[str, Any] = {"type": "string"}
TIME: Mapping[str, Any] = {"type": "string", "format": "date-time"}


def matchers(query: Mapping[str, Any]) -> tuple[Matcher[Message], ...]:
    """What a message must fit, each part of the query for itself."""
    return tuple(matcher for name in FILTERS for matcher in query[name])


def _of(criterion: Criterion[Message], about: str, flags: re.RegexFlag = AS_IT_IS) -> QueryParameter:
    def take(name: str, said: str) -> Matcher[Message]:
        return criterion(wanted(name, said, flags))

    return _filter(criterion.name, about, take)


def _number(criterion: Criterion[Message], about: str) -> QueryParameter:
    def take(name: str, said: str) -> Matcher[Message]:
        value = whole(name, said)
        if isinstance(value, bool):
            return ~criterion(None) if value else criterion(None)
        return criterion(value)

    return _filter(criterion.name, about, take)


def _time(name: str, criterion: Criterion[Message], about: str) -> QueryParameter:
    return _filter(name, about, lambda name, said: criterion(_moment(name, said)), TIME)


def _filter(
    name: str, about: str, take: Callable[[str, str], Matcher[Message]], schema: Mapping[str, Any] = TEXT
) -> QueryParameter:
    return QueryParameter(name, about, take, schema, is_repeatable=True)


def _header(name: str, said: str) -> Matcher[Message]:
    header, colon, value = said.partition(":")
    if not header.strip():
        raise ConfigurationError(f"{name} must be Name or Name:value")
    return by.header({header.strip(): wanted(name, value.strip())} if colon else header.strip())


def _moment(name: str, said: str) -> datetime:
    try:
        # In a query, a plus that is not escaped is read as a space.
        moment: datetime | None = datetime.fromisoformat(ZONE.sub(r"\1+\2", said))
    except ValueError:
        moment = None
    if moment is None or moment.year not in YEARS:
        raise ConfigurationError(f"{name} must be a time such as 2026-01-31T12:00:00Z; without a zone it is UTC")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


FILTERS: Mapping[str, QueryParameter] = {
    one.name: one
    for one in (
        _of(by.to, "one of the recipients, in any letter case", ANY_CASE),
        _of(by.sender, "who the envelope says it is from, in any letter case", ANY_CASE),
        _of(by.subject, "the decoded subject"),
        _of(by.text, "the plain text body"),
        _of(by.link, "one of the addresses in text and HTML"),
        _of(by.attachment, "the name of one of the attached files"),
        _filter("header", "a header that is there, or with Name:value one of its values", _header),
        _of(by.user, "who logged on"),
        _of(by.mechanism, "how, such as PLAIN or XOAUTH2", ANY_CASE),
        _of(by.host, "the host the profile named, in any letter case", ANY_CASE),
        _number(by.port, "the port the profile named"),
        _of(by.tls, "the TLS version, such as TLSv1.3"),
        _number(by.call, "the id of the API call that sent it"),
        _time("received_after", by.received_after, "received then or later"),
        _time("received_before", by.received_before, "received earlier than then"),
    )
}
"""The filters, by name. A value is compared whole, may have `*` in it, or is a pattern between slashes."""
