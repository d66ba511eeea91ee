"""The context of a request: its mock and the server."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from flask import current_app, g, request

from mockkf.config import Settings
from mockkf.control.patterns import SearchTime
from mockkf.instance import Mock, MockAddresses
from mockkf.model import own_version

KEY = "mockkf"


class SandboxMapping(Protocol):
    """The present sandboxes, by name."""

    def __getitem__(self, name: str, /) -> Mock: ...
    def __delitem__(self, name: str, /) -> None: ...
    def __contains__(self, name: object, /) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...


class Server(Protocol):
    """The operations of the whole server, not of one mock."""

    @property
    def settings(self) -> Settings:
        """Return the settings that the server was started with."""

    @property
    def sandboxes(self) -> SandboxMapping:
        """Return the present sandboxes."""

    def sandbox(self, name: str, **options: Any) -> Mock:
        """Create a sandbox and return it."""

    def publish(self, host: str = "", ports: Mapping[str, int] | None = None) -> None:
        """Set the addresses at which clients reach the server."""


@dataclass(frozen=True)
class ControlContext:
    """The values shared by all requests.

    `mock` returns the mock of a WSGI environment; `addresses` returns the ready document of a mock.
    """

    mock: Callable[[Mapping[str, Any]], Mock]
    server: Server
    addresses: Callable[[MockAddresses], Mapping[str, Any]]


def current_mock() -> Mock:
    """Return the mock of the current request."""
    return cast("Mock", g.mock)


def current_context() -> ControlContext:
    """Return the values shared by all requests."""
    return cast("ControlContext", current_app.extensions[KEY])


def addresses_of(mock: Mock) -> Mapping[str, Any]:
    """Return the ready document of a mock: its addresses for the client of the current request, and its version."""
    return {**current_context().addresses(mock.seen_by(request.environ)), "version": own_version()}


def current_search_time() -> SearchTime:
    """Return the time that is left for the patterns of the current request."""
    if "search_time" not in g:
        g.search_time = SearchTime()
    return cast("SearchTime", g.search_time)
