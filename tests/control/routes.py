"""The routes of the control API, read from its OpenAPI document."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import requests

from mockkf import MockKeyfactor

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Route:
    """One call, with its operation in the document."""

    method: str
    path: str
    operation: dict[str, Any]

    @property
    def name(self) -> str:
        """Method and path."""
        return f"{self.method} {self.path}"

    @property
    def example(self) -> Any:
        """Return the example body in the document; None if the call has no body."""
        return self.operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")

    @property
    def status(self) -> int:
        """Return the status of a successful answer."""
        return next(int(status) for status in self.operation["responses"] if status.startswith("2"))


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    with MockKeyfactor() as keyfactor:
        found: dict[str, Any] = requests.get(f"{keyfactor.control_url}/control.json", timeout=10).json()
    return found


@cache
def routes() -> tuple[Route, ...]:
    """Return all routes."""
    return tuple(
        Route(method.upper(), path, item[method])
        for path, item in document()["paths"].items()
        for method in METHODS
        if method in item
    )


def filled(path: str, value: str = "1") -> str:
    """Return `path` below /mockkf with `value` for every parameter."""
    return re.sub(r"\{\w+\}", value, path.removeprefix("/mockkf"))
