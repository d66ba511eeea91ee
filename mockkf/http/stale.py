"""Kept connections that become stale after an answer, as faults request them: closed, reset, or silent."""

import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mockkf.http.hang_up import CallClient

KEPT = "mockkf.http.kept"
"""The key in `environ` for a `Staleness`."""

LONGEST_IDLE = 120.0
"""The longest wait for the next request on a connection that becomes stale when it arrives, in seconds."""

HOUR = 3600.0

CORK: int | None = getattr(socket, "TCP_CORK", None)


@dataclass(frozen=True)
class Staleness:
    """How a connection becomes stale after `idle` seconds without a request.

    `ending` is `close`, `reset` or `silence`. If `on_use`, it ends only when the next request arrives, instead of
    reading it. `hold` waits for a number of seconds, at most until the epoch ends; `is_over` is whether it has ended.
    """

    ending: str
    idle: float
    on_use: bool
    hold: Callable[[float], object]
    is_over: Callable[[], bool]


class StaleAfter:
    """The body of an answer, after which the connection of `client` becomes stale."""

    def __init__(self, body: Iterable[bytes], client: CallClient, staleness: Staleness) -> None:
        self._body = body
        self._client = client
        self._staleness = staleness
        if staleness.ending == "close" and not staleness.on_use and not staleness.idle and CORK is not None:
            # The end leaves together with the answer, so that a fast client cannot send a request between them.
            client.connection.setsockopt(socket.IPPROTO_TCP, CORK, 1)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        """Let the connection become stale; raise `ConnectionAbortedError` if it has ended."""
        close: Callable[[], object] = getattr(self._body, "close", lambda: None)
        close()
        staleness, client = self._staleness, self._client
        if staleness.idle and (_has_bytes(client.connection, staleness.idle) or staleness.is_over()):
            return
        client.ends_at_once = True
        if staleness.ending == "silence":
            staleness.hold(HOUR)
        elif staleness.on_use and (not _has_bytes(client.connection, LONGEST_IDLE) or staleness.is_over()):
            return
        if staleness.ending == "reset":
            client.reset()
        raise ConnectionAbortedError("a fault ended the kept connection")


def _has_bytes(connection: Any, seconds: float) -> bool:
    """Return whether the client sends something, or ends, within this number of seconds; read nothing."""
    connection.settimeout(seconds)
    try:
        socket.socket.recv(connection, 1, socket.MSG_PEEK)
    except TimeoutError:
        return False
    except OSError:
        return True
    return True
