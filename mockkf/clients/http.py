"""The HTTP client: it reaches the embedded identity provider under whatever URL was asked for."""

import http.client
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from mockkf.clients.error_texts import step
from mockkf.clients.route import Line, connect
from mockkf.model import Asked

FORM = "application/x-www-form-urlencoded"

LARGEST = 256 * 1024
"""Bytes of an answer that are read."""

AS_IT_IS = "!#$%&'()*+,/:;=?@[]~"
"""What stands in a URL as it is; anything else is percent-encoded."""


@dataclass(frozen=True)
class HttpAnswer:
    """What a server answered; the body may hold a token, so printing it does not show it."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    cut: bool = False


def asked_by(url: str) -> Asked:
    """The host and port of a URL."""
    parts = urlsplit(url)
    return Asked(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))


def post_form(line: Line, url: str, form: Mapping[str, str], headers: Iterable[tuple[str, str]]) -> HttpAnswer:
    """Post a form to `url`; `StepFailed` at the step token says why there is no answer. Nothing is followed.

    All of `headers` are sent, also several of one name; they take the place of what would be sent without them.
    """
    parts = urlsplit(url)
    asked = asked_by(url)
    with step("token", asked, line.timeout):
        connection = _open(line, asked, over_tls=parts.scheme == "https")
        try:
            target = quote(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", AS_IT_IS)
            _send(connection, target, urlencode(form, errors="surrogatepass").encode(), [*headers])
            answer = connection.getresponse()
            body = answer.read(LARGEST + 1)
            return HttpAnswer(answer.status, dict(answer.getheaders()), body[:LARGEST], cut=len(body) > LARGEST)
        finally:
            connection.close()


def _send(connection: http.client.HTTPConnection, target: str, body: bytes, headers: list[tuple[str, str]]) -> None:
    given = {name.lower() for name, _ in headers}
    usual = [("Accept", "application/json"), ("Content-Type", FORM), ("Content-Length", str(len(body)))]
    connection.putrequest("POST", target, skip_accept_encoding="accept-encoding" in given)
    for name, value in [*(header for header in usual if header[0].lower() not in given), *headers]:
        connection.putheader(name, value)
    connection.endheaders(body)


def _open(line: Line, asked: Asked, *, over_tls: bool) -> http.client.HTTPConnection:
    """A connection to the embedded server; host name, SNI and certificate check are those of the one asked for."""
    connection = _Connection(line, asked)
    connection.default_port = 443 if over_tls else 80
    sock, connection.source = connect(line)
    try:
        connection.sock = line.trust().wrap_socket(sock, server_hostname=asked.name) if over_tls else sock
    except BaseException:
        sock.close()
        connection.close()
        raise
    return connection


class _Connection(http.client.HTTPConnection):
    """http.client's connection over a socket of ours; it never opens one by itself."""

    source: Any = None
    auto_open = 0

    def __init__(self, line: Line, asked: Asked) -> None:
        super().__init__(asked.host, asked.port, timeout=line.timeout)
        self._line = line

    def close(self) -> None:
        """Hang up."""
        super().close()
        if self.source is not None:
            self._line.switchboard.forget(self.source)
