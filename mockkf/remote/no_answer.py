"""Why no mock answers at a URL: each cause in one sentence, with what to look at."""

import errno
import socket
from collections.abc import Callable, Mapping

from mockkf.clients import http_client
from mockkf.errors import ConfigurationError

NOTHING_LISTENS = "nothing listens there"

MAIL_SERVER = "220"
"""The code with which a mail server greets."""

ERRNOS: Mapping[int, str] = {
    errno.ECONNREFUSED: NOTHING_LISTENS,
    errno.ENETUNREACH: "this machine has no route to that address; mockkf uses no proxy",
    errno.EHOSTUNREACH: "this machine has no route to that address; mockkf uses no proxy",
    errno.ECONNRESET: "the connection was closed without an answer; the URL must name the http port of the API",
    errno.EADDRNOTAVAIL: "this machine cannot connect to that address",
}
"""The causes by number of the error."""


class NoMockAnswers(ConfigurationError):
    """No mock answers at a URL; `cause` says why."""

    def __init__(self, origin: str, cause: str) -> None:
        super().__init__(f"no mock answers at {origin}: {cause}")
        self.cause = cause


def cause_of(error: Exception, host: str) -> str:
    """Return the cause of a failed request to `host`."""
    return next((words(error, host) for kind, words in KINDS.items() if isinstance(error, kind)), str(error))


def _of_the_start(error: Exception, _: str) -> str:
    said = str(error).strip()
    if said.startswith(MAIL_SERVER):
        return "a mail server answers there; the URL must name the http port of the API"
    return "the answer is not HTTP; the URL must name the http port of the API"


def _of_the_system(error: Exception, _: str) -> str:
    number = error.errno if isinstance(error, OSError) else None
    return ERRNOS.get(number or 0, str(getattr(error, "strerror", None) or error))


KINDS: Mapping[type[Exception], Callable[[Exception, str], str]] = {
    http_client.RemoteDisconnected: lambda _, __: ERRNOS[errno.ECONNRESET],
    http_client.HTTPException: _of_the_start,
    TimeoutError: lambda _, host: f"{host} does not answer in time; a firewall may stop the connection",
    socket.gaierror: lambda _, host: f"the host name '{host}' is unknown",
    UnicodeError: lambda _, host: f"'{host[:100]}' is not a host name",
    OSError: _of_the_system,
}
"""The causes by type of the error, subclasses first."""
