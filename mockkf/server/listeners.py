"""The ports of one server, opened and closed together; other modules handle the connections."""

import contextlib
import os
import ssl
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mockkf import clients
from mockkf.config import OFF, Settings
from mockkf.errors import ConfigurationError, NothingListens, PortUnavailable
from mockkf.http import Hooks, HttpServer
from mockkf.model import Ports
from mockkf.relay import ConnectionContext, Relay
from mockkf.server.port_owner import taken

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

MAILPIT_SMTP = {"starttls": "mailpit", "implicit": "mailpit-tls"}
"""The listener of the mail server that stands for the SMTP port of Mailpit, by the option `mailpit_smtp_tls`."""


class Listeners:
    """The listeners of the API (http and https), of Mailpit's API on a port of its own, and of the mail server."""

    def __init__(self) -> None:
        self._relay: Relay | None = None
        self._http: Mapping[str, HttpServer] = {}
        self._process = os.getpid()

    def open(
        self,
        settings: Settings,
        application: "WSGIApplication",
        mailpit: "WSGIApplication",
        context: Callable[[str, clients.Address], ConnectionContext],
        hooks: Hooks,
        tls: ssl.SSLContext,
    ) -> None:
        """Open all ports or none; raise `ConfigurationError` with the option of a port that cannot be opened.

        `application` answers at the ports of the API, `mailpit` at the port of its own.
        """
        if self._relay is not None:
            raise ConfigurationError("this mock is already started")

        servers: dict[str, HttpServer] = {}

        def serve(name: str, answering: "WSGIApplication", **more: Any) -> None:
            option = f"{name}_port"
            with _explained(option):
                server = HttpServer(answering, settings.host, getattr(settings, option), hooks=hooks, **more)
            undo.callback(server.stop)
            servers[name] = server

        with contextlib.ExitStack() as undo:
            ports = {"smtp": settings.smtp_port, "submission": settings.submission_port, "smtps": settings.smtps_port}
            if settings.mailpit_smtp_port != OFF:
                ports[MAILPIT_SMTP[settings.mailpit_smtp_tls]] = int(settings.mailpit_smtp_port)
            with _explained():
                relay = Relay(host=settings.host, ports=ports, context=context)
            undo.callback(relay.stop)
            serve("http", application)
            serve("https", application, tls=tls)
            if settings.mailpit_port != OFF:
                serve("mailpit", mailpit)
            undo.pop_all()
        self._relay, self._http, self._process = relay, servers, os.getpid()
        relay.start()
        for server in servers.values():
            server.start()

    def note_arrivals(self) -> None:
        """Let each HTTP call whose first byte has arrived belong to the present epochs."""
        for server in () if self.are_inherited else self._http.values():
            server.note_arrivals()

    def settle(self) -> None:
        """Wait until all that HTTP clients have sent so far was read, so that failed connections are recorded."""
        for server in () if self.are_inherited else self._http.values():
            server.settle()

    @property
    def are_inherited(self) -> bool:
        """Whether the parent process opened the ports and this process is a fork; a fork must not close them."""
        return self._process != os.getpid()

    def close(self) -> None:
        """Close every port and connection at once."""
        servers: list[HttpServer | Relay] = [*self._http.values(), *([self._relay] if self._relay else [])]
        # All begin before the first is waited for: threads that still answer calls would make each wait longer.
        for server in servers:
            server.begin_stop()
        for server in servers:
            server.stop()
        self._relay, self._http = None, {}

    @property
    def mail(self) -> Ports:
        """The host and ports of the mail server."""
        relay = self._opened()
        return Ports(_reachable(relay.host), relay.smtp, relay.submission, relay.smtps)

    def web(self, name: str) -> clients.Address:
        """Return host and port of the API for `http` or `https`, or those of Mailpit's API for `mailpit`."""
        self._opened()
        server = self._http.get(name) or self._http["http"]
        return _reachable(server.host), server.port

    def listener(self, name: str) -> clients.Address:
        """Return host and port of the mail server's listener `name`."""
        ports = self.mail
        return ports.host, getattr(ports, name)

    def let_go(self, what: list[Any]) -> None:
        """Empty `what` in the thread of the mail server, if it runs, so that the caller need not free the contents."""
        if self._relay is not None:
            self._relay.let_go(what)

    def _opened(self) -> Relay:
        if self._relay is None:
            raise NothingListens("this mock is not started; use it in a with statement, or call start()")
        return self._relay


@contextlib.contextmanager
def _explained(option: str | None = None) -> Iterator[None]:
    """Add the option, and who has the port, to the error of a port that cannot be opened."""
    try:
        yield
    except PortUnavailable as error:
        raise error.of(option or error.option, taken(error.port) if error.is_in_use else "") from error


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "localhost": "127.0.0.1"}.get(host, host)
