"""The routes of the control API, as its own document names them."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import requests

from mockkf import MockKeyfactor

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Route:
    """One call, and what the document says of it."""

    method: str
    path: str
    operation: dict[str, Any]

    @property
    def name(self) -> str:
        """Method and path."""
        return f"{self.method} {self.path}"

    @property
    def example(self) -> Any:
        """The body that the document shows; None if the call takes none."""
        return self.operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")

    @property
    def status(self) -> int:
        """The status of success."""
        return next(int(status) for status in self.operation["responses"] if status.startswith("2"))


@cache
def document() -> dict[str, Any]:
    """The document, as a client reads it."""
    with MockKeyfactor() as keyfactor:
        found: dict[str, Any] = requests.get(f"{keyfactor.control_url}/control.json", timeout=10).json()
    return found


@cache
def routes() -> tuple[Route, ...]:
    """All of them."""
    return tuple(
        Route(method.upper(), path, item[method])
        for path, item in document()["paths"].items()
        for method in METHODS
        if method in item
    )


def filled(path: str, value: str = "1") -> str:
    """`path` below /mockkf with a value in every place."""
    return re.sub(r"\{\w+\}", value, path.removeprefix("/mockkf"))
