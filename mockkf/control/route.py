"""What can be asked of the control API: each route says itself what it takes and what it gives."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, TypeVar

from mockkf.command import JSON
from mockkf.control.query_parameters import QueryParameter
from mockkf.control.request_body import RequestBody

if TYPE_CHECKING:
    from mockkf.control.request_context import ControlRequest

Answerer = TypeVar("Answerer", bound="Callable[[ControlRequest], Any]")

PLACE = re.compile(r"\{(\w+)\}")

UNGUARDED = ("/livez", "/readyz")
"""Paths that tell nothing, and that anybody may ask for."""


@dataclass(frozen=True)
class ControlRoute:
    """One call: `answer` gives what becomes JSON, or a response of its own of the type `media`."""

    method: str
    path: str
    answer: "Callable[[ControlRequest], Any]"
    query: tuple[QueryParameter, ...] = ()
    body: RequestBody | None = None
    status: int = 200
    media: str = JSON

    @property
    def places(self) -> tuple[str, ...]:
        """The names of what stands in the path."""
        return tuple(PLACE.findall(self.path))

    @property
    def about(self) -> str:
        """What it does, in full."""
        return cleandoc(self.answer.__doc__ or "").replace("\n", " ").replace("  ", "\n\n")

    @property
    def sentence(self) -> str:
        """What it does, in one sentence."""
        return self.about.partition("\n\n")[0]


class RouteTable:
    """The routes of one resource: calling it adds what answers them."""

    def __init__(self) -> None:
        self._all: list[ControlRoute] = []

    def __call__(self, named: str, **facts: Any) -> "Callable[[Answerer], Answerer]":
        """Let the function that is decorated answer `named`, which is a method and a path below /mockkf."""
        method, _, path = named.partition(" ")
        return self.beside(f"{method} /mockkf{path}", **facts)

    def beside(self, named: str, **facts: Any) -> "Callable[[Answerer], Answerer]":
        """The same for a whole path."""
        method, _, path = named.partition(" ")

        def add(function: Answerer) -> Answerer:
            self._all.append(ControlRoute(method, path, function, **facts))
            return function

        return add

    def __iter__(self) -> Iterator[ControlRoute]:
        return iter(self._all)
