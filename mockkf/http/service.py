"""What the connections of one listener share: the application, the hooks and the time limits."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mockkf.http.client_connection import ClientConnection
from mockkf.http.hang_up import CallClient
from mockkf.model import ConnectionFailure
from mockkf.unpatched import WallClock

if TYPE_CHECKING:
    import ssl

    from _typeshed.wsgi import WSGIApplication

Address = tuple[str, int]


@dataclass(frozen=True)
class Hooks:
    """The functions that a listener calls.

    `accepted` gets the address of each new client; its result is the `caller` of the connection, and
    `environ["mockkf.caller"]`. `tls_for` may return a separate TLS context for a caller. `arrived` is called at the
    first byte of each request; its result is `environ["mockkf.arrived"]`. `failed` is called for each connection that
    does not become a call, `unused` for each connection that ends without a byte. The application runs
    in the context that `answering` returns for its client.
    """

    accepted: Callable[[Address], Any] = lambda _: None
    tls_for: "Callable[[Any], ssl.SSLContext | None]" = lambda _: None
    arrived: Callable[[], Any] = lambda: None
    failed: Callable[[ClientConnection, ConnectionFailure], None] = lambda *_: None
    unused: Callable[[ClientConnection], None] = lambda _: None
    answering: Callable[[CallClient], AbstractContextManager[Any]] = nullcontext


@dataclass(frozen=True)
class HttpService:
    """The application of a listener with its address, hooks and timeouts, which are in seconds.

    `idle_timeout` limits the wait for a request, `read_timeout` each wait inside a request. `is_stopping` tells whether
    the server itself ends the connections. `activity` is notified when a connection waits for its client, answers, or
    ends.
    """

    app: "WSGIApplication"
    scheme: str
    address: Address
    hooks: Hooks
    handshake_timeout: float
    idle_timeout: float
    read_timeout: float
    is_stopping: Callable[[], bool] = lambda: False
    clock: WallClock = field(default_factory=WallClock)
    activity: threading.Condition = field(default_factory=threading.Condition)

    @property
    def thread_name(self) -> str:
        """The name of the thread of a connection that waits for a request."""
        return f"mockkf-{self.scheme}-{self.address[1]} connection"
