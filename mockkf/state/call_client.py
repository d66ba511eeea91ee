"""The client whose call the present thread answers: what holds the call up ends when the client has gone."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Protocol


class WaitingClient(Protocol):
    """The client of a call, as far as waits need it."""

    is_gone: bool

    def watched(self, wake: Callable[[], object], /) -> AbstractContextManager[None]:
        """Call `wake` when the client has gone, while the block runs."""


_client: ContextVar[WaitingClient | None] = ContextVar("mockkf.state.call_client", default=None)


@contextmanager
def answering(client: WaitingClient) -> Iterator[None]:
    """Let each wait of this thread end when `client` has gone, while the block runs."""
    token = _client.set(client)
    try:
        yield
    finally:
        _client.reset(token)


def present_client() -> WaitingClient | None:
    """Return the client whose call this thread answers; None in other threads."""
    return _client.get()
