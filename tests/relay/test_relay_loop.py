"""The event loop of the mail server."""

import asyncio
import sys
from typing import Any

import pytest

from mockkf.model import Connection
from tests.support.relay_post import Post


def loop_of(post: Post) -> str:
    """Return the package of the event loop that serves a client."""
    found: list[asyncio.AbstractEventLoop] = []

    async def note(_: Connection) -> None:
        found.append(asyncio.get_running_loop())

    post.change(banner=note)
    post.dial().__exit__()
    return type(found[0]).__module__


def test_uvloop_serves_where_it_is_installed(post: Post) -> None:
    """The mail server uses uvloop; the event loop policy of the process stays as it is."""
    pytest.importorskip("uvloop")

    assert loop_of(post) == "uvloop"
    with asyncio.Runner() as runner:
        assert isinstance(runner.get_loop(), asyncio.BaseEventLoop)


def test_it_serves_without_uvloop(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Without uvloop the mail server uses a loop of asyncio."""
    monkeypatch.setitem(sys.modules, "uvloop", None)
    post: Any = request.getfixturevalue("post")

    assert loop_of(post).startswith("mockkf")
