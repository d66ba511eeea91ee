"""The context of a request: its mock, and the addresses of its pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from flask import current_app, g, request

from mockkf.config import Settings
from mockkf.instance import Mock, MockAddresses

if TYPE_CHECKING:
    from mockkf.mailpit import MailReader

KEY = "mockkf"


@dataclass(frozen=True)
class InboxContext:
    """The values shared by all requests.

    `mock` returns the mock of a WSGI environment, `mocks` all mocks by the names of their sandboxes.
    `reader` reads mail for lists and searches.
    """

    mock: Callable[[Mapping[str, Any]], Mock]
    settings: Settings
    mocks: Callable[[], Mapping[str, Mock]]
    reader: "MailReader"


def current_mock() -> Mock:
    """Return the mock of the current request."""
    return cast("Mock", g.mock)


def current_addresses() -> MockAddresses:
    """Return the addresses of the mock for the browser that sent the current request."""
    return current_mock().seen_by(request.environ)


def current_context() -> InboxContext:
    """Return the values shared by all requests."""
    return cast("InboxContext", current_app.extensions[KEY])


def root() -> str:
    """Return the prefix of the paths of the current mock: "" or `/sandbox/{name}`."""
    return cast("str", request.environ.get("mockkf.prefix", ""))
