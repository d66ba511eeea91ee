"""What a resource finds around a request: the mock it concerns, and the server."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from flask import current_app, g

from mockkf.config import Settings
from mockkf.control.patterns import SearchTime
from mockkf.instance import Mock

KEY = "mockkf"


class SandboxMapping(Protocol):
    """The sandboxes there are at this moment, by name."""

    def __getitem__(self, name: str, /) -> Mock: ...
    def __delitem__(self, name: str, /) -> None: ...
    def __contains__(self, name: object, /) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...


class Server(Protocol):
    """What only the whole server can do."""

    @property
    def settings(self) -> Settings:
        """What it was started with."""

    @property
    def sandboxes(self) -> SandboxMapping:
        """The sandboxes there are."""

    def sandbox(self, name: str, **options: Any) -> Mock:
        """A new sandbox."""


@dataclass(frozen=True)
class ControlContext:
    """What all requests have in common: how the mock of one is found, the server, and where a mock is found."""

    mock: Callable[[Mapping[str, Any]], Mock]
    server: Server
    addresses: Callable[[Mock], Mapping[str, Any]]


def current_mock() -> Mock:
    """The mock that the current request concerns."""
    return cast("Mock", g.mock)


def current_context() -> ControlContext:
    """What all requests have in common."""
    return cast("ControlContext", current_app.extensions[KEY])


def current_search_time() -> SearchTime:
    """Return the time that is left for the patterns of the current request."""
    if "search_time" not in g:
        g.search_time = SearchTime()
    return cast("SearchTime", g.search_time)
