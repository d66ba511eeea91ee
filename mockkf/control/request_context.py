"""One request to the control API, as a resource sees it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from mockkf.config.settings import Settings
    from mockkf.control.route import Route
    from mockkf.instance.mock import Face


class Rooms(Protocol):
    """The sandboxes there are at this moment, by name."""

    def __getitem__(self, name: str, /) -> "Face": ...
    def __delitem__(self, name: str, /) -> None: ...
    def __contains__(self, name: object, /) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...


class Server(Protocol):
    """What only the whole server can do."""

    @property
    def settings(self) -> "Settings":
        """What it was started with."""

    @property
    def sandboxes(self) -> Rooms:
        """The sandboxes there are."""

    def sandbox(self, name: str, **options: Any) -> "Face":
        """A new sandbox."""


@dataclass(frozen=True)
class House:
    """What all requests have in common."""

    server: Server
    addresses: "Callable[[Face], Mapping[str, Any]]"
    routes: "tuple[Route, ...]"


@dataclass(frozen=True)
class Call:
    """One request: the mock it concerns, what stands in its path and query, and its body."""

    mock: "Face"
    house: House
    places: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Any
