"""One request to the control API, as a resource sees it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from mockkf.config import Settings
    from mockkf.instance import Mock


class SandboxMapping(Protocol):
    """The sandboxes there are at this moment, by name."""

    def __getitem__(self, name: str, /) -> "Mock": ...
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
    def sandboxes(self) -> SandboxMapping:
        """The sandboxes there are."""

    def sandbox(self, name: str, **options: Any) -> "Mock":
        """A new sandbox."""


@dataclass(frozen=True)
class ControlContext:
    """What all requests have in common."""

    server: Server
    addresses: "Callable[[Mock], Mapping[str, Any]]"
    routes: tuple[Any, ...]


@dataclass(frozen=True)
class ControlRequest:
    """One request: the mock it concerns, what stands in its path and query, and its body."""

    mock: "Mock"
    context: ControlContext
    places: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Any
