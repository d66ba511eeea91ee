"""Budgets of calls on kept connections: beside a trivial application in the same HTTP server; http beside https."""

import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPSConnection
from statistics import median
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify

from mockkf import MockKeyfactor
from mockkf.http import HttpServer
from tests.bench.floor import HOST
from tests.bench.measure import Row, at_most, by_turns, seconds, within

ROUNDS = 400
PATH = "/KeyfactorAPI/SMTP"
IDLE = 50


def rows() -> Iterator[Row]:
    """GET on a kept connection, the same over https, and a stop with many idle connections."""
    with ExitStack() as stack:
        mock = stack.enter_context(MockKeyfactor())
        floor = HttpServer(trivial(), HOST, 0)
        stack.callback(floor.stop)
        floor.start()
        trust = ssl.create_default_context(cafile=mock.ca_file)
        plain = stack.enter_context(closing(HTTPConnection(HOST, urlsplit(mock.url).port, timeout=10)))
        secure_port = urlsplit(mock.https_url).port
        secure = stack.enter_context(closing(HTTPSConnection(HOST, secure_port, timeout=10, context=trust)))
        bare = stack.enter_context(closing(HTTPConnection(HOST, floor.port, timeout=10)))
        calls = (call(mock, connection) for connection in (plain, bare, secure))
        ours, theirs, over_tls = by_turns(ROUNDS, *calls, warm=20)
    yield at_most("GET /SMTP, kept connection (floor: Flask in our own server)", ours, theirs, 1.2)
    yield at_most("the same over https beside http", over_tls, ours, 1.15)
    (found,) = by_turns(8, stop, warm=1)
    yield within(f"stop with {IDLE} idle connections", median(found), 0.010)


def trivial() -> Flask:
    """An application that answers one constant profile."""
    app = Flask("floor", static_folder=None)
    profile = {"Host": "smtp.keyexample.com", "Id": 1, "Port": 25, "SenderAccount": "jsmith@keyexample.com"}

    @app.get(PATH)
    def get() -> Response:
        return jsonify(profile)

    return app


def call(mock: MockKeyfactor, connection: HTTPConnection) -> Callable[[], float]:
    """A measure of one call on a connection that stays open."""
    user = b64encode(":".join(mock.credentials).encode()).decode()
    headers = {
        "Authorization": f"Basic {user}",
        "x-keyfactor-requested-with": "APIClient",
        "x-keyfactor-api-version": "2",
    }

    def get() -> None:
        connection.request("GET", PATH, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{PATH} answered {answer.status}")

    return lambda: seconds(get)


def stop() -> float:
    """A mock with idle connections is stopped."""
    mock = MockKeyfactor().start()
    connections = [HTTPConnection(HOST, urlsplit(mock.url).port, timeout=10) for _ in range(IDLE)]
    for connection in connections:
        connection.request("GET", "/readyz")
        connection.getresponse().read()
    took = seconds(mock.stop)
    for connection in connections:
        connection.close()
    return took
