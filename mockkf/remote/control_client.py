"""The client of the control API of a remote mock; it never polls."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from mockkf import unpatched
from mockkf.clients import http_client
from mockkf.config import Strict, in_words, know
from mockkf.errors import ConfigurationError, OutOfReach
from mockkf.http import routing
from mockkf.remote.no_answer import NoMockAnswers, cause_of
from mockkf.scenario import TAKES

TIMEOUT = 10.0
"""The time limit of a request in seconds, in addition to the wait that the request asks for."""

HTTP_PORT = 80

FORM = "the URL of a running mock must be like http://127.0.0.1:8480"

REFUSED = 400
"""The lowest status of an error."""

SERVER = "mockkf"
"""The header `Server` of every answer of a mock; a proxy may replace it."""

VERSION_HEADER = "X-Mockkf-Control-Version"
"""The header of every answer of the control API."""

TOKEN = "MOCKKF_CONTROL_TOKEN"  # noqa: S105 - the name of a variable
"""The environment variable with the token of the control API."""


class ControlApiError(ConfigurationError):
    """The mock refused a request with this status and this sentence."""

    def __init__(self, status: int, request: str, said: str) -> None:
        super().__init__(f"{request} was answered with {status}: {said}")
        self.status = status
        self.said = said


@dataclass(frozen=True)
class ControlAnswer:
    """The answer of the control API; it may hold mail, so the repr omits the content."""

    status_code: int
    content: bytes = field(repr=False)
    is_of_a_mock: bool = True

    def json(self) -> Any:
        """Return the parsed JSON of the body."""
        return json.loads(self.content)


class ControlClient:
    """A client of the control API of the mock or sandbox at `url`.

    `token` is the mock's `control_token`; None takes it from the environment variable `MOCKKF_CONTROL_TOKEN`.
    """

    def __init__(self, url: str, *, token: str | None = None) -> None:
        parts, port = _parts(url)
        self.origin = f"http://{parts.netloc}"
        self.prefix = routing.prefix(routing.apart(parts.path)[0])
        self.host = str(parts.hostname)
        self.token = token if token is not None else os.environ.get(TOKEN, "")
        self._address = self.host, port

    def ask(self, method: str, path: str, *, wait: float = 0, body: Any = None) -> ControlAnswer:
        """Send a request and return the answer; `wait` is the number of seconds for which the mock may delay it.

        Raise `ControlApiError` if the mock refuses the request, `NoMockAnswers` if there is no answer of a mock.
        """
        url = f"{self.origin}{self.prefix}{path}"
        try:
            answer = self._answer(method, f"{self.prefix}{path}", wait + TIMEOUT, body)
        except (OSError, UnicodeError, http_client.HTTPException) as error:
            raise NoMockAnswers(self.origin, cause_of(error, self.host)) from error
        if not answer.is_of_a_mock:
            raise NoMockAnswers(self.origin, f"the server there is not mockkf; it answered with {answer.status_code}")
        if answer.status_code >= REFUSED:
            raise ControlApiError(answer.status_code, f"{method} {url}", _said(answer))
        return answer

    def read(self, path: str, *, wait: float = 0, query: Mapping[str, Any] | None = None) -> Any:
        """Send a GET and return the parsed JSON of the answer; query members that are None are omitted."""
        given = urlencode({name: value for name, value in (query or {}).items() if value is not None})
        return self.ask("GET", f"{path}{'?' if given else ''}{given}", wait=wait).json()

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Send `body` as JSON and return the parsed JSON of the answer."""
        return self.ask(method, path, body=body).json()

    def _answer(self, method: str, path: str, timeout: float, body: Any) -> ControlAnswer:
        headers = {"Authorization": f"Bearer {self.token}".encode()} if self.token else {}
        headers |= {} if body is None else {"Content-Type": b"application/json"}
        connection = http_client.HTTPConnection(*self._address, timeout=timeout)
        connection.sock = unpatched.connect(self._address, timeout)
        try:
            connection.request(method, path, None if body is None else json.dumps(body).encode(), headers)
            answer = connection.getresponse()
            is_of_a_mock = answer.getheader("Server") == SERVER or answer.getheader(VERSION_HEADER) is not None
            return ControlAnswer(answer.status, answer.read(), is_of_a_mock)
        finally:
            connection.close()


def sendable(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return `options` as JSON; raise `ConfigurationError` if one is unknown or invalid."""
    know(options, TAKES, "option")
    for name, value in options.items():
        TAKES[name](name, value)
    try:
        sent: dict[str, Any] = json.loads(json.dumps({name: _plain(value) for name, value in options.items()}))
    except (TypeError, ValueError):
        raise OutOfReach("a remote mock takes only options that are text, numbers, booleans, lists or tables") from None
    return sent


def _parts(url: str) -> tuple[SplitResult, int]:
    """Return the parts of a URL and its port; raise `ConfigurationError` if it cannot be that of a mock."""
    try:
        parts = urlsplit(url)
        port = parts.port or HTTP_PORT
    except ValueError:
        raise ConfigurationError(f"{FORM}, not {url!r}") from None
    if parts.scheme == "https":
        raise ConfigurationError(f"{FORM}, not {url!r}: the control API is used over http")
    if parts.scheme != "http" or not parts.hostname:
        raise ConfigurationError(f"{FORM}, not {url!r}")
    return parts, port


def _said(answer: ControlAnswer) -> str:
    """Return the sentence of an error answer, or the start of its body if it has none."""
    try:
        said = answer.json()
        return str(said["error"] if "error" in said else said["Message"])
    except (ValueError, LookupError, TypeError):
        return answer.content[:300].decode("utf-8", "replace")


def _plain(value: Any) -> Any:
    return in_words(value) if isinstance(value, Strict) else value
