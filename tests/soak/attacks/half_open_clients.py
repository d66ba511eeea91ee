"""Clients that connect, say half of something and stay: others are served meanwhile, and a stop ends them."""

import resource
import socket
from contextlib import ExitStack
from time import perf_counter
from urllib.parse import urlsplit

from mockkf import MockKeyfactor
from tests.soak.clients import PATIENCE, still_works
from tests.soak.outcome import Outcome, Scale

ITEM = 10
TITLE = "half-open clients"

SPARE = 400
"""The file descriptors for everything else."""

HALVES = (
    b"",
    b"EHLO so",
    b"GET /mockkf HTTP/1.1\r\nHost: ",
    b"POST /KeyfactorAPI/SMTP HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf",
    b"\x16\x03\x01\x02\x00",
)


def attack(scale: Scale) -> Outcome:
    """Open so many connections to all ports, use the mock, and stop it."""
    number = min(scale.of(2_500, 25), _allowed())
    with MockKeyfactor() as mock, ExitStack() as opened:
        relay = mock.relay
        ports = [relay.smtp, relay.submission, relay.smtps, urlsplit(mock.url).port, urlsplit(mock.https_url).port]
        for one in range(number):
            client = socket.create_connection((relay.host, ports[one % len(ports)]), PATIENCE)
            opened.callback(client.close)
            client.sendall(HALVES[one // len(ports) % len(HALVES)])
        began = perf_counter()
        for _ in range(10):
            still_works(mock)
        used = perf_counter() - began
        began = perf_counter()
        mock.stop()
        stopped = perf_counter() - began
    assert stopped < PATIENCE / 3, f"the stop took {stopped:.1f} s"
    return Outcome(f"{number:,} clients at 5 ports", f"10 calls {used:.1f} s, stop {stopped * 1000:.0f} ms")


def _allowed() -> int:
    """Return the number of clients whose sockets and those of the mock may be open, after the limit was raised."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * 2_500 + SPARE
    most = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return (max(soft, most) - SPARE) // 2
