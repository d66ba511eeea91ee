"""Budgets of the life of a mock: start, stop, reset."""

import json
import smtplib
import socket
from base64 import b64encode
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from mockkf import MockKeyfactor
from tests.bench.floor import HOST, MailServer, WebServer
from tests.bench.hold import fill
from tests.bench.measure import Row, by_turns, seconds, within


def rows() -> Iterator[Row]:
    """Start, the three ways to be stopped, reset."""
    ours, floor = by_turns(40, start, start_bare)
    yield within("start to ready (floor: bare aiosmtpd + bare werkzeug)", median(ours), 0.008, median(floor))
    (*ways, werkzeug) = by_turns(8, *(stop_while(busy) for busy in BUSY.values()), stop_bare, warm=1)
    for name, found in zip(BUSY, ways, strict=True):
        yield within(f"stop, {name} (floor: werkzeug's)", median(found), 0.010, median(werkzeug))
    with MockKeyfactor() as mock:
        (found,) = by_turns(40, lambda: reset(mock))
    yield within("reset with 1,000 messages held", median(found), 0.0002)


def start() -> float:
    """A mock is made and started."""
    mocks: list[MockKeyfactor] = []
    took = seconds(lambda: mocks.append(MockKeyfactor().start()))
    mocks[0].stop()
    return took


def start_bare() -> float:
    """A bare mail server and a bare web server are made and started."""
    mail_server, web_servers = MailServer(), []
    took = seconds(mail_server.start) + seconds(lambda: web_servers.append(WebServer(Flask("floor"), poll=0.01)))
    mail_server.stop()
    web_servers[0].stop()
    return took


def stop_while(busy: Callable[[MockKeyfactor], Any]) -> Callable[[], float]:
    """A mock is stopped while it is `busy`."""

    def stop() -> float:
        mock = MockKeyfactor().start()
        client = busy(mock)
        took = seconds(mock.stop)
        if client is not None:
            client.close()
        return took

    return stop


def stop_bare() -> float:
    """A bare web server that does nothing is stopped."""
    return seconds(WebServer(Flask("floor")).stop)


def with_hung_handler(mock: MockKeyfactor) -> socket.socket:
    """A client that sends half of the body it announced; the handler is known to wait for the rest."""
    url = urlsplit(mock.url)
    user = b64encode(":".join(mock.credentials).encode()).decode()
    client = socket.create_connection((HOST, url.port), timeout=5)
    head = (
        f"POST {url.path}/SMTP/Test HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {user}\r\n"
        "Content-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"
    )
    client.sendall(head.encode())
    if b"100" not in client.recv(1024):
        raise RuntimeError("the handler did not begin")
    client.sendall(json.dumps({"Host": "smtp.keyexample.com"}).encode())
    return client


def with_open_data(mock: MockKeyfactor) -> smtplib.SMTP:
    """A client in the middle of a message."""
    client = smtplib.SMTP(HOST, mock.relay.smtp, local_hostname="bench", timeout=5)
    client.ehlo()
    for command in ("MAIL FROM:<a@keyexample.com>", "RCPT TO:<b@keyexample.com>", "DATA"):
        client.docmd(command)
    client.send("Subject: half a mess")
    return client


BUSY: dict[str, Callable[[MockKeyfactor], Any]] = {
    "idle": lambda _: None,
    "with a hung handler": with_hung_handler,
    "with a session in mid-DATA": with_open_data,
}
"""What a mock may be busy with when it is stopped."""


def reset(mock: MockKeyfactor) -> float:
    """A mock that holds 1,000 messages is reset."""
    fill(mock.state, 1_000)
    return seconds(mock.reset)
