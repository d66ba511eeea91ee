"""The control API of a mock that runs elsewhere, as a client asks it; nothing is polled."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from mockkf import unpatched
from mockkf.clients import http_client
from mockkf.config import Strict, in_words, know
from mockkf.errors import ConfigurationError, OutOfReach
from mockkf.http import routing
from mockkf.scenario import TAKES

TIMEOUT = 10.0
"""How many seconds the other side may be silent beyond what it was asked to wait."""

REFUSED = 400
"""Statuses from here on are refusals."""

TOKEN = "MOCKKF_CONTROL_TOKEN"  # noqa: S105 - the name of a variable
"""The variable that holds the token of the control API."""


class ControlApiError(ConfigurationError):
    """The mock said no, with this status and in these words."""

    def __init__(self, status: int, request: str, said: str) -> None:
        super().__init__(f"{request} is answered {status}: {said}")
        self.status = status
        self.said = said


@dataclass(frozen=True)
class ControlAnswer:
    """What the control API answered; it may hold mail, so printing it does not show it."""

    status_code: int
    content: bytes = field(repr=False)

    def json(self) -> Any:
        """Return the value of the body in JSON."""
        return json.loads(self.content)


class ControlClient:
    """The control API of the mock at `url`, or of the sandbox whose URL it is.

    `token` is what the mock was started with as `control_token`; without one, that of `MOCKKF_CONTROL_TOKEN`.
    """

    def __init__(self, url: str, *, token: str | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise ConfigurationError(f"the URL of a running mock must be like http://127.0.0.1:8480, not {url!r}")
        self.origin = f"http://{parts.netloc}"
        self.prefix = routing.prefix(routing.apart(parts.path)[0])
        self.host = parts.hostname
        self.token = token if token is not None else os.environ.get(TOKEN, "")
        self._address = parts.hostname, parts.port or 80

    def ask(self, method: str, path: str, *, wait: float = 0, body: Any = None) -> ControlAnswer:
        """The answer to one request; `ConfigurationError` if there is none, or it is a refusal."""
        url = f"{self.origin}{self.prefix}{path}"
        try:
            answer = self._answer(method, f"{self.prefix}{path}", wait + TIMEOUT, body)
        except (OSError, http_client.HTTPException) as error:
            raise ConfigurationError(f"no mock answers at {self.origin}: {error}; is it running?") from error
        if answer.status_code >= REFUSED:
            raise ControlApiError(answer.status_code, f"{method} {url}", _said(answer))
        return answer

    def read(self, path: str, *, wait: float = 0, query: Mapping[str, Any] | None = None) -> Any:
        """What it answers to a GET, as JSON."""
        given = urlencode({name: value for name, value in (query or {}).items() if value is not None})
        return self.ask("GET", f"{path}{'?' if given else ''}{given}", wait=wait).json()

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """What it answers to `body`, as JSON."""
        return self.ask(method, path, body=body).json()

    def _answer(self, method: str, path: str, timeout: float, body: Any) -> ControlAnswer:
        headers = {"Authorization": f"Bearer {self.token}".encode()} if self.token else {}
        headers |= {} if body is None else {"Content-Type": b"application/json"}
        connection = http_client.HTTPConnection(*self._address, timeout=timeout)
        connection.sock = unpatched.connect(self._address, timeout)
        try:
            connection.request(method, path, None if body is None else json.dumps(body).encode(), headers)
            answer = connection.getresponse()
            return ControlAnswer(answer.status, answer.read())
        finally:
            connection.close()


def sendable(options: Mapping[str, Any]) -> dict[str, Any]:
    """`options` as JSON has them, if they are such; `ConfigurationError` says what is wrong with one."""
    know(options, TAKES, "option")
    for name, value in options.items():
        TAKES[name](name, value)
    try:
        sent: dict[str, Any] = json.loads(json.dumps({name: _plain(value) for name, value in options.items()}))
    except (TypeError, ValueError):
        raise OutOfReach("a mock that runs elsewhere takes options as text, numbers, lists and tables only") from None
    return sent


def _said(answer: ControlAnswer) -> str:
    """The sentence of a refusal, or the beginning of whatever it is."""
    try:
        return str(answer.json()["error"])
    except (ValueError, LookupError, TypeError):
        return answer.content[:300].decode("utf-8", "replace")


def _plain(value: Any) -> Any:
    return in_words(value) if isinstance(value, Strict) else value
