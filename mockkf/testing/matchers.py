"""Matchers of captured messages: each name makes a matcher, to call or to combine with `&`, `|` and `~`.

The criteria of the mailbox have the same names. The argument is the expected value, a compiled pattern to search for, a
function of the actual value, or True or False for whether there is a value.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from mockkf.model import Message
from mockkf.testing.comparison import fits
from mockkf.testing.predicates import Criterion, Every, Matcher


def _fits(wanted: Any, actual: Any) -> bool:
    return bool(actual) == wanted if isinstance(wanted, bool) else fits(wanted, actual)


def _fits_in_any_case(wanted: Any, actual: Any) -> bool:
    return _fits(wanted.casefold(), _folded(actual)) if isinstance(wanted, str) else _fits(wanted, actual)


def _folded(actual: Any) -> Any:
    if isinstance(actual, tuple):
        return tuple(map(_folded, actual))
    return actual.casefold() if isinstance(actual, str) else actual


def _moment(wanted: datetime) -> str:
    return wanted.isoformat()


def _header(name: str) -> Criterion[Message]:
    return Criterion(f"header {name}", lambda message: message.headers.all(name), _header_fits)


def _header_fits(wanted: Any, actual: Any) -> bool:
    # An empty header is also present.
    return _fits(wanted, ("there",) if isinstance(wanted, bool) and actual else actual)


to: Criterion[Message] = Criterion("to", lambda message: message.envelope.recipients, _fits_in_any_case)
"""One of the accepted recipients; letter case is ignored."""

sender: Criterion[Message] = Criterion("sender", lambda message: message.envelope.sender, _fits_in_any_case)
"""The sender of the envelope; letter case is ignored."""

subject: Criterion[Message] = Criterion("subject", lambda message: message.subject, _fits)
"""The decoded subject."""

text: Criterion[Message] = Criterion("text", lambda message: message.text, _fits)
"""The plain text body."""

html: Criterion[Message] = Criterion("html", lambda message: message.html, _fits)
"""The HTML body."""

link: Criterion[Message] = Criterion("link", lambda message: message.links, _fits)
"""One of the http, https and mailto addresses in text and HTML."""

attachment: Criterion[Message] = Criterion("attachment", lambda message: message.content.file_names, _fits)
"""The name of one attachment."""


def header(wanted: str | Mapping[str, Any]) -> Matcher[Message]:
    """Return a matcher of messages with a header of that name; `{name: value}` also compares one of its values."""
    names = {wanted: True} if isinstance(wanted, str) else wanted
    return Every(tuple(_header(name)(value) for name, value in names.items()))


user: Criterion[Message] = Criterion("user", lambda message: message.login and message.login.user, _fits)
"""The user of the login; None without a login."""

mechanism: Criterion[Message] = Criterion(
    "mechanism", lambda message: message.login and message.login.mechanism, _fits_in_any_case
)
"""The mechanism of the login: PLAIN, LOGIN, XOAUTH2, …"""

host: Criterion[Message] = Criterion("host", lambda message: message.target and message.target.host, _fits_in_any_case)
"""The host in the profile, letter case is ignored; None for a client that connected directly."""

port: Criterion[Message] = Criterion("port", lambda message: message.target and message.target.port, _fits)
"""The port in the profile; None for a client that connected directly."""

tls: Criterion[Message] = Criterion("tls", lambda message: message.tls is not None and message.tls.version, _fits)
"""The TLS version of the connection, such as `TLSv1.3`; False for plain text."""

received_after: Criterion[Message] = Criterion(
    "received_after", lambda message: message.received, lambda wanted, actual: actual >= wanted.astimezone(), _moment
)
"""Received at this time or later; a time without a zone is local."""

received_before: Criterion[Message] = Criterion(
    "received_before", lambda message: message.received, lambda wanted, actual: actual < wanted.astimezone(), _moment
)
"""Received before this time; a time without a zone is local."""

after_id: Criterion[Message] = Criterion("after_id", lambda message: message.id, lambda wanted, actual: actual > wanted)
"""Captured after the message with this id."""

epoch: Criterion[Message] = Criterion("epoch", lambda message: message.epoch)
"""The number of the epoch in which the message arrived, from 1."""

call: Criterion[Message] = Criterion("call", lambda message: message.call)
"""The id of the API call that sent the message; None for a client that connected directly."""

CRITERIA: Mapping[str, Callable[[Any], Matcher[Message]]] = (
    {one.name: one for one in (to, sender, subject, text, html, link, attachment)}
    | {"header": header}
    | {
        one.name: one
        for one in (user, mechanism, host, port, tls, received_after, received_before, after_id, epoch, call)
    }
)
"""All criteria, by name."""
