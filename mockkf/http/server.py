"""The embedded HTTP server: one thread accepts connections, and each connection has its own thread.

It knows nothing about the applications, and never writes to stderr.
"""

import contextlib
import logging
import selectors
import socket
import ssl
import threading
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from mockkf.errors import PortUnavailable
from mockkf.http.client_connection import ClientConnection
from mockkf.http.connection import HttpConnection
from mockkf.http.hang_up import HangUpWatch
from mockkf.http.service import Hooks, HttpService
from mockkf.unpatched import listen, monotonic, pair

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

SETTLING = 1.0
"""The maximum wait for bytes that clients have sent to be read, in seconds."""

_log = logging.getLogger("mockkf.http")


class HttpServer:
    """One WSGI listener: it listens from its creation, and answers from `start` to `stop`.

    With `tls` it uses TLS. Timeouts are in seconds: `handshake_timeout` for TLS, `idle_timeout` between two requests,
    `read_timeout` for each wait inside a request.

    An application can take a connection over for another protocol, if the request offers one (`Connection: Upgrade`):
    it uses `environ["werkzeug.socket"]`, which then has no time limit, and ends with a `ConnectionError`. The server
    closes the socket.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        host: str,
        port: int,
        *,
        tls: ssl.SSLContext | None = None,
        hooks: Hooks | None = None,
        handshake_timeout: float = 5.0,
        idle_timeout: float = 120.0,
        read_timeout: float = 30.0,
    ) -> None:
        self.host = host
        listening = _listen(host, port)
        address = listening.getsockname()[:2]
        scheme = "http" if tls is None else "https"
        stopping = threading.Event()
        limits = handshake_timeout, idle_timeout, read_timeout
        service = HttpService(app, scheme, address, hooks or Hooks(), *limits, is_stopping=stopping.is_set)
        self._listener = _Listener(service, listening, tls, stopping)
        self.port: int = address[1]
        self._thread = threading.Thread(target=self._listener.serve, name=f"mockkf-{scheme}-{self.port}", daemon=True)

    def start(self) -> None:
        """Start to answer; earlier connections wait until then."""
        self._thread.start()

    def note_arrivals(self) -> None:
        """Note, for each connection whose next request has begun to arrive, that it arrived before this call."""
        self._listener.note_arrivals()

    def settle(self) -> None:
        """Wait until all that clients have sent so far was read, at most a second: a failure is then reported."""
        self._listener.settle(SETTLING)

    def begin_stop(self) -> None:
        """End every connection now, and the thread soon; a handler that still runs finds its connection closed."""
        self._listener.wake()
        self._listener.shut_down()

    def stop(self) -> None:
        """Close the port and every connection."""
        self.begin_stop()
        if self._thread.ident is not None:
            self._thread.join(1.0)
        self._listener.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        return listen(host, port)
    except (OSError, OverflowError, UnicodeError) as error:
        raise PortUnavailable(host, port, error) from error


class _Listener:
    """The listening socket and its connections."""

    def __init__(
        self, service: HttpService, listening: socket.socket, tls: ssl.SSLContext | None, stopping: threading.Event
    ) -> None:
        self._service = service
        self._socket = listening
        self._socket.settimeout(0)
        self._tls = tls
        self._stopping = stopping
        self._alarm, self._bell = pair()
        self._bell.settimeout(0)
        self._watch = HangUpWatch(self._ring)
        self._lock = service.activity
        self._open: set[ClientConnection] = set()

    def serve(self) -> None:
        """Accept connections, and look for clients that hang up, until another thread calls `wake`."""
        with selectors.DefaultSelector() as selector:
            for source in (self._socket, self._alarm, self._watch.descriptor):
                if source is not None:
                    selector.register(source, selectors.EVENT_READ)
            timeout: float | None = None
            while not self._stopping.is_set():
                sources = {key.fileobj for key, _ in selector.select(timeout)}
                if self._alarm in sources and not self._stopping.is_set():
                    self._alarm.recv(4096)
                if self._socket in sources and not self._stopping.is_set():
                    self._accept()
                timeout = self._watch.look()
        self._watch.close()

    def _ring(self) -> None:
        """Wake the loop of `serve`."""
        with contextlib.suppress(OSError):  # it was rung often enough
            self._bell.send(b"\0")

    def wake(self) -> None:
        """End `serve`."""
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._bell.shutdown(socket.SHUT_RDWR)  # if a child process holds it too, closing it would not wake the loop
        self._bell.close()

    def close(self) -> None:
        """Close the port, also if a child process holds it, and shut down the connections accepted last."""
        self._alarm.close()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self.shut_down()

    def shut_down(self) -> None:
        """Shut down every connection, which ends its thread."""
        with self._lock:
            for opened in self._open:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(opened.socket, socket.SHUT_RDWR)

    def note_arrivals(self) -> None:
        """Note the connections that have bytes; those in the queue of the port are accepted first."""
        while self._accept():
            pass
        arrived = self._service.hooks.arrived()
        with self._lock:
            for opened in _readable(self._open):
                opened.note(arrived)

    def settle(self, seconds: float) -> None:
        """Wait until no connection has bytes that its thread has not read, or for this number of seconds."""
        while self._accept():
            pass
        end = monotonic() + seconds
        with self._lock:
            while not self._is_settled() and (left := end - monotonic()) > 0:
                self._lock.wait(left)

    def _is_settled(self) -> bool:
        unread = _readable(self._open)
        return all(opened.is_settled(has_bytes=opened in unread) for opened in self._open)

    def _accept(self) -> bool:
        """Accept one connection; return whether there was one."""
        try:
            connection, address = self._socket.accept()
        except BlockingIOError:
            return False
        except Exception:  # noqa: BLE001 - an error of one connection must not end the others
            self._stopping.wait(0.01)  # out of file descriptors: the loop would spin
            return False
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            caller = self._service.hooks.accepted(address[:2])
            connection = self._wrapped(connection, caller)
            self._begin(ClientConnection(connection, address[:2], caller, self._lock))
        except Exception as error:  # noqa: BLE001 - for example no more threads
            _log_failure(address, error)
            connection.close()
        return True

    def _begin(self, opened: ClientConnection) -> None:
        name = self._service.thread_name
        thread = threading.Thread(target=self._serve, args=(opened,), name=name, daemon=True)
        with self._lock:
            self._open.add(opened)
        try:
            thread.start()
        except BaseException:
            with self._lock:
                self._open.discard(opened)
            raise

    def _wrapped(self, connection: socket.socket, caller: Any) -> socket.socket:
        # A wrapped listening socket would do the handshake in `accept`, where one silent client blocks all others.
        if self._tls is None:
            return connection
        context = self._service.hooks.tls_for(caller) or self._tls
        return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)

    def _serve(self, opened: ClientConnection) -> None:
        try:
            HttpConnection(self._service, opened, self._watch).serve()
        except Exception as error:  # noqa: BLE001 - nobody else would log it
            _log_failure(opened.peer, error)
        finally:
            with self._lock:  # so that `close` does not use the socket at the same time
                self._open.discard(opened)
                self._lock.notify_all()
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(opened.socket, socket.SHUT_WR)  # a child process may hold it too
                opened.socket.close()


def _readable(connections: Collection[ClientConnection]) -> set[ClientConnection]:
    if not connections:
        return set()
    with selectors.DefaultSelector() as selector:
        for opened in connections:
            with contextlib.suppress(OSError, ValueError):  # it was closed
                selector.register(opened.socket, selectors.EVENT_READ, opened)
        return {key.data for key, _ in selector.select(0)} if selector.get_map() else set()


def _log_failure(peer: Any, error: Exception) -> None:
    """Log why a connection failed: an `OSError` at DEBUG, since the client caused it, all others at ERROR."""
    level = logging.DEBUG if isinstance(error, OSError) else logging.ERROR
    _log.log(level, "connection from %s failed", peer, exc_info=error)
