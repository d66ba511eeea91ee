"""What captured mail can be asked for in a query: the criteria of the mailbox that make sense as text."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from marshmallow import fields

from mockkf.control.query_values import AS_IT_IS, wanted, whole
from mockkf.control.schemas import NumberParameter, QuerySchema, WaitParameter
from mockkf.errors import ConfigurationError
from mockkf.model import Message
from mockkf.testing import Criterion, Matcher
from mockkf.testing import matchers as by

ANY_CASE = re.IGNORECASE
YEARS = range(1970, 9998)
ZONE = re.compile(r"(T.*) ([0-9:]{4,5})$")


class FilterParameter(fields.String):
    """A text that becomes a matcher of mail."""

    def __init__(self, take: Callable[[str, str], Matcher[Message]]) -> None:
        super().__init__()
        self._take = take

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return self._take(str(self.name), value)


def matchers(query: Mapping[str, Any]) -> tuple[Matcher[Message], ...]:
    """What a message must fit, each part of the query for itself."""
    return tuple(matcher for value in query.values() if isinstance(value, list) for matcher in value)


def _filter(about: str, take: Callable[[str, str], Matcher[Message]]) -> "fields.List[Any]":
    return fields.List(FilterParameter(take), metadata={"description": about})


def _of(criterion: Criterion[Message], about: str, flags: re.RegexFlag = AS_IT_IS) -> "fields.List[Any]":
    return _filter(about, lambda name, said: criterion(wanted(name, said, flags)))


def _number(criterion: Criterion[Message], about: str) -> "fields.List[Any]":
    def take(name: str, said: str) -> Matcher[Message]:
        value = whole(name, said)
        if isinstance(value, bool):
            return ~criterion(None) if value else criterion(None)
        return criterion(value)

    return _filter(about, take)


def _time(criterion: Criterion[Message], about: str) -> "fields.List[Any]":
    return _filter(about, lambda name, said: criterion(_moment(name, said)))


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


class MessagesQuerySchema(QuerySchema):
    """Which mail. A filter's value is compared whole, may have `*` in it, or is a pattern between slashes."""

    start = NumberParameter("how many to leave out at the beginning", load_default=0)
    limit = NumberParameter("how many to give at most", most=1_000, load_default=50)
    after_id = NumberParameter("the id of a message: only mail captured after it, oldest first")
    wait = WaitParameter()
    to = _of(by.to, "one of the recipients, in any letter case", ANY_CASE)
    sender = _of(by.sender, "who the envelope says it is from, in any letter case", ANY_CASE)
    subject = _of(by.subject, "the decoded subject")
    text = _of(by.text, "the plain text body")
    link = _of(by.link, "one of the addresses in text and HTML")
    attachment = _of(by.attachment, "the name of one of the attached files")
    header = _filter("a header that is there, or with Name:value one of its values", _header)
    user = _of(by.user, "who logged on")
    mechanism = _of(by.mechanism, "how, such as PLAIN or XOAUTH2", ANY_CASE)
    host = _of(by.host, "the host the profile named, in any letter case", ANY_CASE)
    port = _number(by.port, "the port the profile named")
    tls = _of(by.tls, "the TLS version, such as TLSv1.3")
    call = _number(by.call, "the id of the API call that sent it")
    received_after = _time(by.received_after, "received then or later, such as 2026-01-31T12:00:00Z")
    received_before = _time(by.received_before, "received earlier than then")
