"""Clients that say what they are told, and nothing more."""

import http.client
import json
import socket
from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any, Self
from urllib.parse import urlsplit

from mockkf import MockKeyfactor
from mockkf.instance.mock import Mock

PATIENCE = 30
"""The time limit of everything that a client waits for, in seconds."""

PIPELINED = 500
"""The number of commands that are sent before their replies are read."""

ENVELOPE = (b"MAIL FROM:<a@example.com>", b"RCPT TO:<b@example.com>")


def connected(mock: Mock, listener: str = "smtp") -> socket.socket:
    """Return a connection to a listener of the mail server."""
    return socket.create_connection((mock.relay.host, getattr(mock.relay, listener)), PATIENCE)


class Smtp:
    """An SMTP client that can pipeline commands."""

    def __init__(self, mock: Mock, listener: str = "smtp") -> None:
        self.socket = connected(mock, listener)
        self._replies = self.socket.makefile("rb")
        self.greeting = self.reply()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection without QUIT."""
        self._replies.close()
        self.socket.close()

    def reply(self) -> bytes:
        """Return the last line of the next reply; empty at the end of the connection."""
        while (line := self._replies.readline())[3:4] == b"-":
            pass
        return line.rstrip(b"\r\n")

    def say(self, *lines: bytes) -> bytes:
        """Send each line and wait for its reply; return the last reply."""
        for line in lines:
            self.socket.sendall(line + b"\r\n")
            last = self.reply()
        return last

    def pipeline(self, lines: Iterable[bytes]) -> list[bytes]:
        """Send all lines, many at once, and return the replies until the connection ends."""
        lines, replies = list(lines), list[bytes]()
        for start in range(0, len(lines), PIPELINED):
            part = lines[start : start + PIPELINED]
            try:
                self.socket.sendall(b"".join(line + b"\r\n" for line in part))
                answered = [reply for _ in part if (reply := self.reply())]
            except ConnectionError:
                return replies
            replies += answered
            if len(answered) < len(part):
                return replies
        return replies


def deliver(mock: Mock, raw: bytes) -> None:
    """Send one mail."""
    with Smtp(mock) as client:
        assert client.say(b"EHLO soak", *ENVELOPE, b"DATA").startswith(b"354")
        assert client.say(raw + b"\r\n.").startswith(b"250")


class Web:
    """An HTTP client of the API and the control API that keeps its connection."""

    def __init__(self, mock: Mock) -> None:
        parts = urlsplit(mock.url)
        self._base = parts.path
        self._control = urlsplit(mock.control_url).path
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
        user = b64encode(":".join(mock.credentials).encode()).decode()
        self._headers = {"Authorization": f"Basic {user}", "x-keyfactor-requested-with": "APIClient"}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def api(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> "Answer":
        """Call the API of Command at a path below the base path."""
        return self.ask(method, self._base + path, body, {**self._headers, **(headers or {})})

    def control(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> "Answer":
        """Call the control API at a path below /mockkf."""
        return self.ask(method, self._control + path, body, headers)

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> "Answer":
        """Send any request."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        self._connection.request(method, path, data, {"Content-Type": "application/json", **(headers or {})})
        answer = self._connection.getresponse()
        return Answer(answer.status, answer.read())


class Answer:
    """The status and the body of an answer."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.body = body

    def json(self) -> Any:
        """Return the parsed body."""
        return json.loads(self.body)


def still_works(mock: MockKeyfactor) -> None:
    """Raise `AssertionError` unless a mail is captured and the API answers."""
    before = len(mock.mailbox)
    deliver(mock, b"Subject: still here\r\n\r\nHello")
    with Web(mock) as web:
        assert web.api("GET", "/SMTP").status == 200
    assert len(mock.mailbox) > before or mock.state.dropped["messages"]
