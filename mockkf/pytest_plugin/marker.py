"""The marker `mockkf`: what it may say, and what the markers of one test say together."""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from mockkf.config import LISTENING, Take, know, truth
from mockkf.errors import ConfigurationError
from mockkf.scenario import TAKES

MARKED = ("scenario", "verify", *(name for name in TAKES if name not in LISTENING))
"""The keywords that the marker takes."""


def check_marks(items: Iterable[pytest.Item]) -> None:
    """Raise a usage error with the test and the nearest option if a marker is invalid."""
    seen = set()
    for item in items:
        for mark in item.iter_markers("mockkf"):
            if id(mark) not in seen:
                seen.add(id(mark))
                with usage_errors(f"{item.nodeid}: the marker mockkf"):
                    _check_mark(mark)


def _check_mark(mark: pytest.Mark) -> None:
    if mark.args:
        raise ConfigurationError(f"takes keyword arguments only, not {mark.args[0]!r}")
    for name, value in mark.kwargs.items():
        if name in LISTENING:
            raise ConfigurationError(f"cannot change {name} during the run; set mockkf_{name} instead")
        know((name,), MARKED, "option")
        if name != "scenario":
            take: Take = TAKES.get(name, truth)
            take(name, value)


def marked(node: pytest.Item) -> dict[str, Any]:
    """Return the merged options of a test's markers; the marker nearest to the test wins."""
    found: dict[str, Any] = {}
    for mark in reversed([*node.iter_markers("mockkf")]):
        found |= mark.kwargs
    return found


@contextlib.contextmanager
def usage_errors(where: str) -> Iterator[None]:
    """Raise a usage error of pytest if the block raises `ConfigurationError`."""
    try:
        yield
    except ConfigurationError as error:
        raise pytest.UsageError(f"{where}: {error}") from None
