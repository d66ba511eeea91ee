"""What the connections of one listener share, and what the listener knows about each connection."""

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mockkf.unpatched import WallClock

if TYPE_CHECKING:
    import ssl

    from _typeshed.wsgi import WSGIApplication

Address = tuple[str, int]


@dataclass(frozen=True)
class Hooks:
    """The functions that a listener calls.

    `arrived` is called at the first byte of each request; its result is `environ["mockkf.arrived"]`. `tls_for` may
    return a separate TLS context for the address of a client.
    """

    arrived: Callable[[], Any] = lambda: None
    tls_for: "Callable[[Address], ssl.SSLContext | None]" = lambda _: None


@dataclass(frozen=True)
class HttpService:
    """The application of a listener with its address, hooks and timeouts, which are in seconds.

    `idle_timeout` limits the wait for a request, `read_timeout` each wait inside a request.
    """

    app: "WSGIApplication"
    scheme: str
    address: Address
    hooks: Hooks
    handshake_timeout: float
    idle_timeout: float
    read_timeout: float
    clock: WallClock = field(default_factory=WallClock)

    @property
    def thread_name(self) -> str:
        """The name of the thread of a connection that waits for a request."""
        return f"mockkf-{self.scheme}-{self.address[1]} connection"


class ClientConnection:
    """One connection. A call belongs to the moment in which its first byte arrived.

    The listener notes bytes that arrive before a reset, so that the thread of the connection need not run before it.
    """

    def __init__(self, connection: socket.socket, peer: Address, *, awaits_call: bool) -> None:
        self.socket = connection
        self.peer = peer
        self.arrived: Any = None
        self._lock = threading.Lock()
        self._awaits_call = awaits_call
        self._noted: Any = None

    def await_call(self, seconds: float, arrived: Callable[[], Any]) -> bool:
        """Wait for the first byte of a call, without reading it, and set `arrived`.

        Return False if the client ends, or sends nothing in this number of seconds.
        """
        self.await_next()
        self.socket.settimeout(seconds)
        try:
            # The raw bytes count, also below TLS.
            found = bool(socket.socket.recv(self.socket, 1, socket.MSG_PEEK))
        except OSError:
            return False
        with self._lock:
            self.arrived = arrived() if self._noted is None else self._noted
            self._noted, self._awaits_call = None, False
        return found

    def await_next(self) -> None:
        """Declare that the bytes which are not read yet belong to the next call."""
        with self._lock:
            self._awaits_call = True

    def note(self, arrived: Any) -> None:
        """Note that the first byte of the next call has arrived, if a call is awaited."""
        with self._lock:
            if self._awaits_call and self._noted is None:
                self._noted = arrived

    @property
    def has_bytes(self) -> bool:
        """Whether there are bytes that were not read."""
        with contextlib.suppress(OSError):
            self.socket.settimeout(0)
            return bool(socket.socket.recv(self.socket, 1, socket.MSG_PEEK))
        return False
