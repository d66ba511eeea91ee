"""The context of a request: its mock, its mail, and what all requests share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from flask import current_app, g, request

from mockkf.config import Settings
from mockkf.instance import Mock
from mockkf.mailpit.content import MailDigest
from mockkf.mailpit.reader import MailReader
from mockkf.model import Message
from mockkf.state import Mail
from mockkf.unpatched import monotonic

KEY = "mockkf"


@dataclass(frozen=True)
class MailpitContext:
    """The values shared by all requests: `mock` returns the mock of a WSGI environment, `reader` reads its mail."""

    mock: Callable[[Mapping[str, Any]], Mock]
    settings: Settings
    reader: MailReader
    began: float = field(default_factory=monotonic)

    @property
    def uptime(self) -> int:
        """The seconds since the first request."""
        return int(monotonic() - self.began)


def current_context() -> MailpitContext:
    """Return the values shared by all requests."""
    return cast("MailpitContext", current_app.extensions[KEY])


def current_mock() -> Mock:
    """Return the mock of the current request."""
    return cast("Mock", g.mock)


def current_mail() -> Mail:
    """Return the mail of the current request's mock."""
    return current_mock().state.mail


def current_root() -> str:
    """Return the path below which Mailpit's routes of the current mock are, with a slash at its end."""
    prefix: str = request.environ["mockkf.prefix"]
    return f"{prefix}/"


def digest_of(message: Message) -> MailDigest:
    """Return the digest of a mail, which is made at the first look."""
    return current_context().reader.digest(message)
