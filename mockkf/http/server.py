"""The embedded HTTP server: a tuned werkzeug that gives each connection a thread of its own.

It knows nothing of what it serves, and never writes to stderr.
"""

import contextlib
import errno
import logging
import os
import selectors
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from socketserver import BaseServer
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer

from mockkf.errors import ConfigurationError
from mockkf.http.handler import Handler
from mockkf.unpatched import Socket, WallClock, addresses, pair

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_CAUSES = {
    errno.EADDRINUSE: "the port is in use; choose another, or 0 for any free one",
    errno.EACCES: "this user is not allowed to; choose a port above 1023, or 0 for any free one",
    errno.EADDRNOTAVAIL: "this machine has no such address; 127.0.0.1 and ::1 are its own",
}
_log = logging.getLogger("mockkf.http")


class HttpServer:
    """One WSGI listener: it listens as soon as it is made, and answers from `start` to `stop`.

    With `tls` it speaks TLS, but to a client for whose address `tls_for` has a context of its own, by that one.
    What `accepted` gives when a connection is accepted, its request has in `environ["mockkf.accepted"]`.
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
        """Answer from now on; who connected earlier has only waited."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port and hang up on every client; a handler that still works finds its client gone."""
        self._listener.wake()
        if self._thread.ident is not None:
            self._thread.join(1.0)
        self._listener.server_close()
        self._listener.hang_up()


def _listen(host: str, port: int) -> socket.socket:
    try:
        found = addresses(host)
        family, kind, proto, _, address = min(found, key=lambda info: info[0] != socket.AF_INET)
        listening = Socket(family, kind, proto)
        try:
            if os.name == "posix":  # elsewhere this option lets two programs share the port
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((address[0], port, *address[2:]))  # getaddrinfo takes 65,537 for 1
            listening.listen(ThreadedWSGIServer.request_queue_size)
        except BaseException:
            listening.close()
            raise
    except (OSError, OverflowError, UnicodeError) as error:
        cause = _CAUSES.get(getattr(error, "errno", None) or 0, str(error).rstrip("."))
        raise ConfigurationError(f"Cannot listen on host {host!r}, port {port}: {cause}.") from error
    return listening


class _Listener(ThreadedWSGIServer):
    """The listening socket and the connections that came over it."""

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
        # Not werkzeug's: it opens two more sockets, which may be forbidden, and reads its own version from a file.
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
        """Accept until `wake` is called; nothing is polled."""
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
            self._bell.shutdown(socket.SHUT_RDWR)  # a child process may hold it too, so closing it would wake nobody
        self._bell.close()

    def server_close(self) -> None:
        """Close the port, also if a child process holds the socket."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        super().server_close()

    def hang_up(self) -> None:
        """Shut every connection down, which ends the reads and writes of their threads."""
        self._alarm.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def accepted_with(self, connection: socket.socket) -> Any:
        """What `accepted` gave for this connection."""
        return self._open.get(connection)

    def _accept(self) -> None:
        try:
            connection, address = self.socket.accept()
        except Exception:  # noqa: BLE001 - what is wrong with one connection ends no other
            self._stopping.wait(0.01)  # out of file descriptors: the loop would spin
            return
        try:
            accepted = self.accepted()
            connection = self._wrapped(connection, address)
        except Exception:  # noqa: BLE001 - what is wrong with one connection ends no other
            self.handle_error(connection, address)
            connection.close()
            return
        with self._lock:
            self._open[connection] = accepted
        try:
            self.process_request(connection, address)
        except Exception:  # noqa: BLE001 - such as out of threads
            self.handle_error(connection, address)
            self.shutdown_request(connection)

    def _wrapped(self, connection: socket.socket, address: Any) -> socket.socket:
        if self.ssl_context is None:
            return connection
        context = self.tls_for(address[:2]) or self.ssl_context
        return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)

    def shutdown_request(self, request: Any) -> None:
        """Close the connection, but not while `hang_up` looks at it."""
        with self._lock:
            self._open.pop(request, None)
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log what a connection died of; a client that left or could not shake hands is no error of ours."""
        del request
        ours = not isinstance(sys.exception(), OSError)
        _log.log(logging.ERROR if ours else logging.DEBUG, "connection from %s failed", client_address, exc_info=True)
