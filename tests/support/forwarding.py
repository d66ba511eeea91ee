"""A port mapping as a container engine makes it: another port that leads to the same listener."""

import selectors
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

LIMIT = 10
"""How many seconds a connection may be silent."""


@contextmanager
def forwarded(*ports: int) -> Iterator[list[int]]:
    """Ports on loopback whose connections lead to `ports`."""
    with ExitStack() as opened:
        yield [opened.enter_context(_mapped(port)) for port in ports]


@contextmanager
def _mapped(port: int) -> Iterator[int]:
    class PassOn(socketserver.BaseRequestHandler):
        """Pass on what either side says, until one of them ends."""

        def handle(self) -> None:
            """Connect to the listener."""
            near: socket.socket = self.request
            with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), LIMIT) as far:
                _exchange(near, far)

    class Server(socketserver.ThreadingTCPServer):
        """It does not wait for connections that its clients keep."""

        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), PassOn) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def _exchange(near: socket.socket, far: socket.socket) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(near, selectors.EVENT_READ, far)
        selector.register(far, selectors.EVENT_READ, near)
        while ready := selector.select(LIMIT):
            for key, _ in ready:
                source, sink = (near, far) if key.data is far else (far, near)
                data = source.recv(65536)
                if not data:
                    return
                sink.sendall(data)
