"""The pytest plugin: one server a run, reset for each test. It loads pytest and the standard library only."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mockkf.server import MockKeyfactor


@pytest.fixture(scope="session")
def mockkf_server() -> "Iterator[MockKeyfactor]":
    """A running mock on free ports, one for the whole run (and for each xdist worker)."""
    from mockkf.server import MockKeyfactor

    with MockKeyfactor() as server:
        yield server


@pytest.fixture
def mockkf(mockkf_server: "MockKeyfactor") -> "MockKeyfactor":
    """The running mock, as it was started: what earlier tests stored, sent or left on the way does not count."""
    mockkf_server.reset()
    return mockkf_server
