"""The embedded HTTP server: a tuned werkzeug server with one thread for each connection.

It knows nothing about the applications, and never writes to stderr.
"""

import contextlib
import logging
import selectors
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from socketserver import BaseServer
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer

from mockkf.errors import PortUnavailable
from mockkf.http.handler import Handler
from mockkf.unpatched import WallClock, listen, pair

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_log = logging.getLogger("mockkf.http")


class HttpServer:
    """One WSGI listener: it listens from its creation, and answers from `start` to `stop`.

    With `tls` it uses TLS. `tls_for` may return a separate context for the address of a client. `accepted` is called
    for each new connection; its result is `environ["mockkf.accepted"]` of the request. Timeouts are in seconds.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        host: str,
        port: int,
        *,
        tls: ssl.SSLContext | None = None,
        tls_for: Callable[[tuple[str, int]], ssl.SSLContext | None] = lambda _: None,
        accepted: Callable[[], Any] = lambda: None,
        handshake_timeout: float = 5.0,
        idle_timeout: float = 30.0,
    ) -> None:
        self.host = host
        self._listener = _Listener(app, _listen(host, port), tls, handshake_timeout, idle_timeout)
        self._listener.tls_for = tls_for
        self._listener.accepted = accepted
        self.port: int = self._listener.port
        self._thread = threading.Thread(
            target=self._listener.serve_forever, name=f"mockkf-http-{self.port}", daemon=True
        )

    def start(self) -> None:
        """Start to answer; earlier connections wait until then."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port and every connection; a handler that still runs finds its connection closed."""
        self._listener.wake()
        if self._thread.ident is not None:
            self._thread.join(1.0)
        self._listener.server_close()
        self._listener.hang_up()


def _listen(host: str, port: int) -> socket.socket:
    try:
        return listen(host, port)
    except (OSError, OverflowError, UnicodeError) as error:
        raise PortUnavailable(host, port, error) from error


class _Listener(ThreadedWSGIServer):
    """The listening socket and its connections."""

    block_on_close = False
    tls_for: Callable[[tuple[str, int]], ssl.SSLContext | None]
    accepted: Callable[[], Any]

    def __init__(
        self,
        app: "WSGIApplication",
        listening: socket.socket,
        tls: ssl.SSLContext | None,
        handshake_timeout: float,
        idle_timeout: float,
    ) -> None:
        address = listening.getsockname()
        # Not the constructor of werkzeug: it opens two more sockets, which may be forbidden, and reads a version file.
        BaseServer.__init__(self, address, Handler)
        self.host, self.port = address[:2]
        self.app = app
        self.passthrough_errors = False
        self.address_family = listening.family
        self.socket = listening
        self.socket.settimeout(0)
        # werkzeug would wrap the listening socket, and one silent client would block all others.
        self.ssl_context = tls
        self.clock = WallClock()
        self.handshake_timeout = handshake_timeout
        self.idle_timeout = idle_timeout
        self._stopping = threading.Event()
        self._alarm, self._bell = pair()
        self._lock = threading.Lock()
        self._open: dict[socket.socket, Any] = {}

    def serve_forever(self, poll_interval: float = 0) -> None:
        """Accept connections, without polling, until another thread calls `wake`."""
        del poll_interval
        with selectors.DefaultSelector() as selector:
            selector.register(self.socket, selectors.EVENT_READ)
            selector.register(self._alarm, selectors.EVENT_READ)
            while not self._stopping.is_set():
                selector.select()
                if not self._stopping.is_set():
                    self._accept()

    def wake(self) -> None:
        """End `serve_forever`."""
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._bell.shutdown(socket.SHUT_RDWR)  # if a child process holds it too, closing it would not wake the loop
        self._bell.close()

    def server_close(self) -> None:
        """Close the port, also if a child process holds the socket."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        super().server_close()

    def hang_up(self) -> None:
        """Shut down every connection, which ends the reads and writes of its thread."""
        self._alarm.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def accepted_with(self, connection: socket.socket) -> Any:
        """Return the result of `accepted` for this connection."""
        return self._open.get(connection)

    def _accept(self) -> None:
        try:
            connection, address = self.socket.accept()
        except Exception:  # noqa: BLE001 - an error of one connection must not end the others
            self._stopping.wait(0.01)  # out of file descriptors: the loop would spin
            return
        try:
            accepted = self.accepted()
            connection = self._wrapped(connection, address)
        except Exception:  # noqa: BLE001 - an error of one connection must not end the others
            self.handle_error(connection, address)
            connection.close()
            return
        with self._lock:
            self._open[connection] = accepted
        try:
            self.process_request(connection, address)
        except Exception:  # noqa: BLE001 - for example no more threads
            self.handle_error(connection, address)
            self.shutdown_request(connection)

    def _wrapped(self, connection: socket.socket, address: Any) -> socket.socket:
        if self.ssl_context is None:
            return connection
        context = self.tls_for(address[:2]) or self.ssl_context
        return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)

    def shutdown_request(self, request: Any) -> None:
        """Close the connection under the lock, so that `hang_up` does not use it at the same time."""
        with self._lock:
            self._open.pop(request, None)
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log why a connection failed: an `OSError` at DEBUG, since the client caused it, all others at ERROR."""
        del request
        ours = not isinstance(sys.exception(), OSError)
        _log.log(logging.ERROR if ours else logging.DEBUG, "connection from %s failed", client_address, exc_info=True)
