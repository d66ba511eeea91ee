"""The HTTP client: it connects to the embedded identity provider, whatever URL is requested."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from mockkf.clients.error_texts import step
from mockkf.clients.libraries import http_client
from mockkf.clients.route import Route, connect
from mockkf.model import Target

FORM = "application/x-www-form-urlencoded"

LARGEST = 256 * 1024
"""The maximum number of bytes of a body that are read."""

AS_IT_IS = "!#$%&'()*+,/:;=?@[]~"
"""The characters that stay unchanged in a URL; all others are percent-encoded."""


@dataclass(frozen=True)
class HttpAnswer:
    """The answer of a server. The body may hold a token, so the repr omits it; `cut` means the body was too long."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    cut: bool = False


def target_of(url: str) -> Target:
    """Return the host and port of a URL; the port defaults to 443 or 80."""
    parts = urlsplit(url)
    return Target(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))


def post_form(route: Route, url: str, form: Mapping[str, str], headers: Iterable[tuple[str, str]]) -> HttpAnswer:
    """Post a form to `url` and return the answer; redirects are not followed.

    All `headers` are sent, even several with one name; they replace the default headers. Raise `StepFailed` at the step
    idp.token if there is no answer.
    """
    return _call(route, "POST", url, urlencode(form, errors="surrogatepass").encode(), headers)


def get(route: Route, url: str, headers: Iterable[tuple[str, str]]) -> HttpAnswer:
    """Return the answer of `url` to GET; headers, redirects and errors are as in `post_form`."""
    return _call(route, "GET", url, None, headers)


def _call(route: Route, method: str, url: str, body: bytes | None, headers: Iterable[tuple[str, str]]) -> HttpAnswer:
    parts = urlsplit(url)
    target = target_of(url)
    with step("idp.token", target, route.timeout):
        connection = _open(route, target, over_tls=parts.scheme == "https")
        try:
            path = quote(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", AS_IT_IS)
            _send(connection, method, path, body, [*headers])
            answer = connection.getresponse()
            content = answer.read(LARGEST + 1)
            return HttpAnswer(answer.status, dict(answer.getheaders()), content[:LARGEST], cut=len(content) > LARGEST)
        finally:
            connection.close()


def _send(
    connection: "_Connection",
    method: str,
    path: str,
    body: bytes | None,
    headers: list[tuple[str, str]],
) -> None:
    given = {name.lower() for name, _ in headers}
    usual = [("Accept", "application/json")]
    usual += [("Content-Type", FORM), ("Content-Length", str(len(body)))] if body is not None else []
    connection.putrequest(method, path, skip_accept_encoding="accept-encoding" in given)
    for name, value in [*(header for header in usual if header[0].lower() not in given), *headers]:
        connection.putheader(name, value)
    connection.endheaders(body)
    connection.flush()


def _open(route: Route, target: Target, *, over_tls: bool) -> "_Connection":
    """Return a connection to the embedded server; host name, SNI and certificate check use the requested `target`."""
    connection = _Connection(route, target)
    connection.default_port = 443 if over_tls else 80
    sock, connection.source = connect(route)
    try:
        connection.sock = route.trust().wrap_socket(sock, server_hostname=target.name) if over_tls else sock
    except BaseException:
        sock.close()
        connection.close()
        raise
    return connection


class _Connection(http_client.HTTPConnection):
    """The connection of http.client over a socket of mockkf; it never opens another socket."""

    source: Any = None
    auto_open = 0

    def __init__(self, route: Route, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=route.timeout)
        self._route = route
        self._unsent = b""

    def send(self, data: Any) -> None:
        """Collect a part of the request until `flush`: http.client sends head and body apart."""
        self._unsent += data

    def flush(self) -> None:
        """Send the request at once, so that the server wakes once for it."""
        unsent, self._unsent = self._unsent, b""
        self.sock.sendall(unsent)

    def close(self) -> None:
        """Close the connection and unregister the caller."""
        super().close()
        if self.source is not None:
            self._route.callers.forget(self.source)
