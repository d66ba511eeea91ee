"""The ports of one server, opened and closed together; other modules handle the connections."""

import contextlib
import os
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mockkf import clients
from mockkf.config import Settings
from mockkf.errors import ConfigurationError, NothingListens
from mockkf.http import Hooks, HttpServer
from mockkf.model import Ports
from mockkf.relay import ConnectionContext, Relay

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Listeners:
    """The listeners of the API (http and https) and of the mail server."""

    def __init__(self) -> None:
        self._relay: Relay | None = None
        self._http: tuple[HttpServer, HttpServer] | None = None
        self._process = os.getpid()

    def open(
        self,
        settings: Settings,
        application: "WSGIApplication",
        context: Callable[[str, clients.Address], ConnectionContext],
        hooks: Hooks,
        tls: ssl.SSLContext,
    ) -> None:
        """Open all ports or none; raise `ConfigurationError` with the option of a port that cannot be opened."""
        if self._relay is not None:
            raise ConfigurationError("this mock is already started")

        def http(option: str, **more: Any) -> HttpServer:
            try:
                return HttpServer(application, settings.host, getattr(settings, option), hooks=hooks, **more)
            except ConfigurationError as error:
                raise ConfigurationError(str(error), option=option) from error

        with contextlib.ExitStack() as undo:
            ports = {"smtp": settings.smtp_port, "submission": settings.submission_port, "smtps": settings.smtps_port}
            relay = Relay(host=settings.host, ports=ports, context=context)
            undo.callback(relay.stop)
            plain = http("http_port")
            undo.callback(plain.stop)
            secure = http("https_port", tls=tls)
            undo.pop_all()
        self._relay, self._http, self._process = relay, (plain, secure), os.getpid()
        for listener in (relay, plain, secure):
            listener.start()

    def note_arrivals(self) -> None:
        """Let each HTTP call whose first byte has arrived belong to the present epochs."""
        for server in () if self.are_inherited else self._http or ():
            server.note_arrivals()

    def settle(self) -> None:
        """Wait until all that HTTP clients have sent so far was read, so that failed connections are recorded."""
        for server in () if self.are_inherited else self._http or ():
            server.settle()

    @property
    def are_inherited(self) -> bool:
        """Whether the parent process opened the ports and this process is a fork; a fork must not close them."""
        return self._process != os.getpid()

    def close(self) -> None:
        """Close every port and connection at once."""
        for server in self._http or ():
            server.stop()
        if self._relay is not None:
            self._relay.stop()
        self._relay = self._http = None

    @property
    def mail(self) -> Ports:
        """The host and ports of the mail server."""
        relay = self._opened()[0]
        return Ports(_reachable(relay.host), relay.smtp, relay.submission, relay.smtps)

    def web(self, scheme: str) -> clients.Address:
        """Return host and port of the API for `scheme`, `http` or `https`."""
        server = self._opened()[1][scheme == "https"]
        return _reachable(server.host), server.port

    def listener(self, name: str) -> clients.Address:
        """Return host and port of the mail server's listener `name`."""
        ports = self.mail
        return ports.host, getattr(ports, name)

    def let_go(self, what: object) -> None:
        """Release `what` in the thread of the mail server, if it runs, so that the caller need not wait."""
        if self._relay is not None:
            self._relay.let_go(what)

    def _opened(self) -> tuple[Relay, tuple[HttpServer, HttpServer]]:
        if self._relay is None or self._http is None:
            raise NothingListens("this mock is not started; use it in a with statement, or call start()")
        return self._relay, self._http


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "localhost": "127.0.0.1"}.get(host, host)
