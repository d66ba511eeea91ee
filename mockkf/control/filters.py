"""The mail filters of a query: the criteria of the mailbox that can be written as text."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from marshmallow import fields

from mockkf.control.context import current_mock
from mockkf.control.query_values import AS_IT_IS, TRUTHS, wanted, whole
from mockkf.control.schemas import MessageParameter, NumberParameter, QuerySchema, WaitParameter
from mockkf.errors import ConfigurationError
from mockkf.model import Marks, Message
from mockkf.testing import Criterion, Matcher
from mockkf.testing import matchers as by

ANY_CASE = re.IGNORECASE
YEARS = range(1970, 9998)
ZONE = re.compile(r"(T.*) ([0-9:]{4,5})$")


class FilterParameter(fields.String):
    """A text parameter that is converted to a matcher of messages."""

    def __init__(self, take: Callable[[str, str], Matcher[Message]]) -> None:
        super().__init__()
        self._take = take

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return self._take(str(self.name), value)


def matchers(query: Mapping[str, Any]) -> tuple[Matcher[Message], ...]:
    """Return one matcher for each filter value in the query; a message must match all of them."""
    return tuple(matcher for value in query.values() if isinstance(value, list) for matcher in value)


def moments(query: Mapping[str, Any]) -> Iterator[datetime]:
    """Yield each time in the filter `received_after` of the query."""
    return (one.wanted for one in query.get("received_after", ()))


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
        raise ConfigurationError(f"{name} must have the form Name or Name:value")
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


def _marks(message: Message) -> Marks:
    return current_mock().state.mail.marks(message.id)


READ = Criterion[Message]("read", lambda message: _marks(message).read)
TAG = replace(by.to, name="tag", read=lambda message: _marks(message).tags)


def _read(name: str, said: str) -> Matcher[Message]:
    if said not in TRUTHS:
        raise ConfigurationError(f"{name} must be true or false")
    return READ(TRUTHS[said])


class MessagesQuerySchema(QuerySchema):
    """Filters. A value must match the whole text; `*` stands for any text; /…/ is a regular expression."""

    start = NumberParameter("how many to skip at the beginning", load_default=0)
    limit = NumberParameter("how many to return at most", most=1_000, load_default=50)
    after_id = MessageParameter("the id or uid of a message: only messages captured after it, oldest first")
    wait = WaitParameter()
    to = _of(by.to, "one of the recipients; letter case is ignored", ANY_CASE)
    sender = _of(by.sender, "the sender of the envelope; letter case is ignored", ANY_CASE)
    subject = _of(by.subject, "the decoded subject")
    text = _of(by.text, "the plain text body")
    link = _of(by.link, "one of the http, https and mailto addresses in text and HTML")
    attachment = _of(by.attachment, "the name of one attachment")
    header = _filter("Name: the header is present; Name:value: one of its values", _header)
    user = _of(by.user, "the user of the login")
    mechanism = _of(by.mechanism, "the mechanism of the login, such as PLAIN or XOAUTH2", ANY_CASE)
    host = _of(by.host, "the host in the profile; letter case is ignored", ANY_CASE)
    port = _number(by.port, "the port in the profile")
    tls = _of(by.tls, "the TLS version, such as TLSv1.3")
    call = _number(by.call, "the id of the API call that sent the message")
    read = _filter("true or false: whether the message is read", _read)
    tag = _of(TAG, "one of the tags; letter case is ignored", ANY_CASE)
    received_after = _time(by.received_after, "received at this time or later, such as 2026-01-31T12:00:00Z")
    received_before = _time(by.received_before, "received before this time")
