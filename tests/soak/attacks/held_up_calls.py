"""Calls that are held up, and whose clients give up: their threads and sockets go with them."""

import socket
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from time import perf_counter
from urllib.parse import urlsplit

from mockkf import MockKeyfactor
from tests.soak.clients import PATIENCE, deliver, still_works
from tests.soak.outcome import Outcome, Scale

ITEM = 4
TITLE = "held-up calls, given up"

HELD = (
    b"GET /mockkf/messages?wait=60s&to=nobody@example.com HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /mockkf/journal?wait=60s&path=/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /KeyfactorAPI/SMTP HTTP/1.1\r\nHost: localhost\r\nx-keyfactor-requested-with: APIClient\r\n\r\n",
)
"""Requests that wait for a minute: two by themselves, the last one by a fault."""

SOON = 20.0
"""The maximum seconds until all held-up calls have ended on a busy machine; they would wait for 60."""


def attack(scale: Scale) -> Outcome:
    """Open calls that are held up, give them up, and use the mock; then ask once more and close only one half."""
    number = scale.of(400, 9)
    with MockKeyfactor() as mock:
        hang = mock.faults.add("http.request", hang=True, path="*/SMTP", times=number)
        before = threading.enumerate()
        with ExitStack() as opened:
            for turn in range(number):
                opened.enter_context(_asked(mock, HELD[turn % len(HELD)]))
            began = perf_counter()
            deliver(mock, b"Subject: meanwhile\r\n\r\nHello")
            slowed = perf_counter() - began
            assert mock.state.wait(lambda: hang.fired >= number // len(HELD) or None, PATIENCE)
        left = _seconds_until_gone(before)
        mock.faults.clear()
        answer = _half_closed(mock)
        still_works(mock)
    assert left < SOON, f"{left:.0f} s after their clients"
    assert answer.startswith(b"HTTP/1.1 200"), answer
    return Outcome(f"{number} calls of a minute", f"gone in {left:.1f} s, mail {slowed * 1000:.0f} ms")


def _asked(mock: MockKeyfactor, request: bytes) -> socket.socket:
    parts = urlsplit(mock.url)
    client = socket.create_connection((parts.hostname or "", parts.port or 0), PATIENCE)
    client.sendall(request)
    return client


def _seconds_until_gone(before: Sequence[threading.Thread]) -> float:
    began = perf_counter()
    for thread in threading.enumerate():
        if thread not in before:
            thread.join(max(began + SOON - perf_counter(), 0))
    return perf_counter() - began


def _half_closed(mock: MockKeyfactor) -> bytes:
    """Return the answer to a client that has closed its side, and waits for mail that is there."""
    request = b"GET /mockkf/messages?wait=60s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with _asked(mock, request) as client:
        client.shutdown(socket.SHUT_WR)
        return client.recv(65_536)
