"""HTTP clients that fail a handshake, hang up or send no HTTP: each is told once, and probes only counted."""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from mockkf import MockKeyfactor
from tests.soak.clients import PATIENCE, still_works
from tests.soak.outcome import Outcome, Scale

ITEM = 3
TITLE = "HTTP clients that hang up"


def attack(scale: Scale) -> Outcome:
    """Let each kind of client come, one after the other, and count what is told of it."""
    rounds, probes = scale.of(40), scale.of(500, 5)
    with MockKeyfactor() as mock:
        for _ in range(probes):
            _connected(mock, "http").close()
        for number in range(rounds * len(CLIENTS)):
            name, listener, client = CLIENTS[number % len(CLIENTS)]
            with _connected(mock, listener) as raw:
                client(raw, mock)
                with suppress(OSError):
                    raw.shutdown(socket.SHUT_WR)
                _read_to_the_end(raw)
            told = mock.state.connections[number:]
            assert [one.listener for one in told] == [listener], f"{name}: {told}"
        assert len(mock.journal) == 0
        assert mock.state.probes == probes, f"{mock.state.probes} probes"
        still_works(mock)
    return Outcome(f"{rounds * len(CLIENTS)} clients, {probes:,} probes", "each told once, probes counted")


def _connected(mock: MockKeyfactor, listener: str) -> socket.socket:
    parts = urlsplit(mock.https_url if listener == "https" else mock.url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), PATIENCE)


def _read_to_the_end(raw: socket.socket) -> None:
    """Read until the mock closes the connection: then it has told of it."""
    with suppress(OSError):
        while raw.recv(65_536):
            pass


def _untrusting(raw: socket.socket, _mock: MockKeyfactor) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname="keyfactor.example.com")
    with suppress(ssl.SSLWantReadError):
        tls.do_handshake()
    raw.sendall(outgoing.read())
    incoming.write(raw.recv(65_536))
    with suppress(ssl.SSLError):
        tls.do_handshake()
    raw.sendall(outgoing.read())


def _sending(data: bytes) -> Callable[[socket.socket, MockKeyfactor], None]:
    return lambda raw, _mock: raw.sendall(data)


CLIENTS: tuple[tuple[str, str, Callable[[socket.socket, MockKeyfactor], None]], ...] = (
    ("does not trust the CA", "https", _untrusting),
    ("sends HTTP to the TLS port", "https", _sending(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")),
    ("sends TLS to the plain port", "http", _sending(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 200)),
    ("hangs up in the request line", "http", _sending(b"GET /Keyfac")),
    ("hangs up in the headers", "http", _sending(b"GET /KeyfactorAPI/SMTP HTTP/1.1\r\nHost: x\r\nAccep")),
    ("sends no HTTP", "http", _sending(b"EHLO soak\r\n\r\n")),
)
"""The clients, and the listener at which each is told."""
