"""MockKeyfactor: builds the parts, wires the seams, starts, stops, resets; the only file that knows all parts."""

import contextlib
import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from mockkf import api, control, dial, idp, paths, ready
from mockkf.calls import Journal
from mockkf.certificates import Certificates
from mockkf.errand import Ground, SignIn
from mockkf.errors import ConfigurationError, MockkfError, NothingListens
from mockkf.http_server import HttpServer
from mockkf.idp import IdentityProvider
from mockkf.journal import unexpected
from mockkf.mailbox import Mailbox
from mockkf.model import Asked
from mockkf.relay import Arrival, Relay
from mockkf.settings import Settings
from mockkf.signins import SignIns
from mockkf.state import State
from mockkf.tokens import Keys
from mockkf.vaults import Vaults
from mockkf.wiring import new_world
from mockkf.world import World

LISTENERS: Mapping[int, str] = {587: "submission", dial.TLS_PORT: "smtps"}
"""Which listener stands for a port; any other port is answered by "smtp"."""

CREDENTIALS = ("KEYEXAMPLE\\jsmith", "mockkf")
"""A user and a password the API lets in (any others will do as well)."""

CLIENT = ("mockkf-client", "mockkf")
"""A client id and a secret that the identity provider takes (any others will do as well)."""


class Ports(NamedTuple):
    """Where the mail server listens."""

    host: str
    smtp: int
    submission: int
    smtps: int


class MockKeyfactor:
    """A stand-in for Keyfactor Command's SMTP API and the mail server behind it; all state is in memory.

    Options are those of `mockkf.settings.Settings`, by name; `scenario` is a TOML file with more of them.

    >>> import requests
    >>> with MockKeyfactor() as keyfactor:
    ...     answer = requests.get(
    ...         f"{keyfactor.url}/SMTP",
    ...         auth=keyfactor.credentials,
    ...         headers={"x-keyfactor-requested-with": "APIClient"},
    ...         timeout=5,
    ...     )
    >>> answer.json()["Host"]
    'smtp.keyexample.com'
    """

    def __init__(self, *, scenario: str | Path | None = None, settings: Settings | None = None, **options: Any) -> None:
        self.settings = settings.changed(**options) if settings else Settings.load(os.environ, scenario, **options)
        self._certificates = Certificates()
        self._switchboard = dial.Switchboard()
        self._keys = Keys()
        self._http: tuple[HttpServer, HttpServer] | None = None
        self._relay: Relay | None = None
        self._world = self._new_world(self.settings, 1)

    def start(self) -> Self:
        """Listen; when this returns, every port accepts. `ConfigurationError` names a port that cannot be had."""
        if self._relay is not None:
            raise ConfigurationError("this mock has been started already")
        settings = self.settings
        self._relay = Relay(
            host=settings.host,
            ports={"smtp": settings.smtp_port, "submission": settings.submission_port, "smtps": settings.smtps_port},
            arrival=self._arrival,
        )
        application = paths.front(
            api.application(self._world_of),
            control.application(self._world_of, lambda: self.ca_pem, self.reset, lambda: ready.addresses(self)),
            idp.application(self._idp_of),
            lambda environ: self._world_of(environ).settings.base_paths,
            lambda environ: self._signing_in(environ) is not None,
        )
        with contextlib.ExitStack() as undo:
            undo.callback(self._forget_relay)
            plain = _http(application, settings, "http_port")
            undo.callback(plain.stop)
            tls = _http(
                application,
                settings,
                "https_port",
                tls=self._certificates.server_context(),
                tls_for=self._certificate_for,
            )
            undo.pop_all()
        self._http = plain, tls
        self._relay.start()
        plain.start()
        tls.start()
        return self

    def stop(self) -> None:
        """Close every port and connection at once; what was captured can still be read."""
        self._world.state.retire()
        for server in self._http or ():
            server.stop()
        self._http = None
        self._forget_relay()
        self._certificates.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def reset(self, *, settings: Settings | None = None) -> int:
        """Go back to the state the mock was started with, or to that of `settings`; the number of the new epoch."""
        old = self._world
        self._world = self._new_world(settings or self.settings, old.state.epoch + 1)
        old.state.retire(self._world.state)
        if self._relay is not None:
            self._relay.let_go(old)
        del old
        return self._world.state.epoch

    @property
    def url(self) -> str:
        """The API over http, with its base path: `http://127.0.0.1:PORT/KeyfactorAPI`."""
        return f"{self._origin(0)}{self._base_path}"

    @property
    def https_url(self) -> str:
        """The API over https, with its base path; `ca_file` vouches for it."""
        return f"{self._origin(1)}{self._base_path}"

    @property
    def _base_path(self) -> str:
        return self._world.settings.base_paths[0]

    @property
    def control_url(self) -> str:
        """The control API: `http://127.0.0.1:PORT/mockkf`."""
        return f"{self._origin(0)}/mockkf"

    @property
    def credentials(self) -> tuple[str, str]:
        """A user and a password that the API accepts: the first user of the scenario, if it has any."""
        users = self._world.settings.users
        return (users[0].name, users[0].secret) if users else CREDENTIALS

    @property
    def client_credentials(self) -> tuple[str, str]:
        """A client id and a secret that get a token at `idp.token_url`: the first client of the scenario, if any."""
        clients = self._world.settings.idp_clients
        return (clients[0].name, clients[0].secret) if clients else CLIENT

    @property
    def ca_pem(self) -> bytes:
        """The certificate of the CA that vouches for every name this mock answers to."""
        return self._certificates.ca_pem

    @property
    def ca_file(self) -> str:
        """The same in a file, which lasts until `stop`."""
        self._listening()
        return str(self._certificates.ca_file)

    @property
    def relay(self) -> Ports:
        """The mail server's host and ports, for clients that come by themselves."""
        relay = self._listening()[0]
        return Ports(_reachable(relay.host), relay.smtp, relay.submission, relay.smtps)

    @property
    def mailbox(self) -> Mailbox:
        """The captured mail."""
        return Mailbox(lambda: self._world.state)

    @property
    def vaults(self) -> Vaults:
        """The secrets that the PAM providers hold."""
        return Vaults(lambda: self._world.state)

    @property
    def idp(self) -> SignIns:
        """The identity provider: what was asked of it, and how it may fail."""
        return SignIns(lambda: self._world.state, lambda: self._origin(1))

    @property
    def journal(self) -> Journal:
        """The calls of the API since the last reset, oldest first."""
        return Journal(lambda: self._world.state, self._is_path)

    def verify(self) -> None:
        """Nothing, if every request since the last reset found a route; else `AssertionError` lists those that did not.

        A request that is refused (400, 401, 403, or 404 for an id) found its route: it is no mistake of the address.
        """
        lost = unexpected(self._world.state.exchanges)
        if lost:
            raise AssertionError(lost)

    @property
    def state(self) -> State:
        """All that changed since the last reset."""
        return self._world.state

    def environ(self) -> dict[str, str]:
        """The environment variables by which real clients find and trust this mock."""
        user, password = self.credentials
        domain, _, name = user.rpartition("\\")
        client, secret = self.client_credentials
        return {
            "KEYFACTOR_HOSTNAME": self._origin(1).removeprefix("https://"),
            "KEYFACTOR_API_PATH": self._base_path.strip("/"),
            "KEYFACTOR_USERNAME": name,
            "KEYFACTOR_PASSWORD": password,
            "KEYFACTOR_DOMAIN": domain,
            "KEYFACTOR_AUTH_TOKEN_URL": self.idp.token_url,
            "KEYFACTOR_AUTH_CLIENT_ID": client,
            "KEYFACTOR_AUTH_CLIENT_SECRET": secret,
            "KEYFACTOR_CA_CERT": self.ca_file,
            "REQUESTS_CA_BUNDLE": self.ca_file,
            "SSL_CERT_FILE": self.ca_file,
            "NO_PROXY": "127.0.0.1,localhost,::1",
        }

    def _forget_relay(self) -> None:
        if self._relay is not None:
            self._relay.stop()
        self._relay = None

    def _listening(self) -> tuple[Relay, tuple[HttpServer, HttpServer]]:
        if self._relay is None or self._http is None:
            raise NothingListens("this mock is not started; use it in a with statement, or call start()")
        return self._relay, self._http

    def _origin(self, number: int) -> str:
        server = self._listening()[1][number]
        host = _reachable(server.host)
        return f"{('http', 'https')[number]}://{f'[{host}]' if ':' in host else host}:{server.port}"

    def _is_path(self, wanted: str, actual: str) -> bool:
        """Whether a call went to `wanted`, which is given with or without a base path."""
        bases = self._world.settings.base_paths
        return paths.inside(actual, bases) in {paths.inside(wanted, bases), paths.inside(wanted, [""])}

    def _world_of(self, environ: Mapping[str, Any]) -> World:
        """The world a request concerns; today there is one."""
        del environ
        return self._world

    def _signing_in(self, environ: Mapping[str, Any]) -> SignIn | None:
        """The test mail that makes this request to a token endpoint, if one does."""
        caller = self._switchboard.caller((environ["REMOTE_ADDR"], environ["REMOTE_PORT"]))
        return caller if isinstance(caller, SignIn) else None

    def _certificate_for(self, peer: dial.Address) -> ssl.SSLContext | None:
        """The context for a token endpoint that is named by its IP address, which no client says in the handshake."""
        caller = self._switchboard.caller(peer)
        with contextlib.suppress(MockkfError):
            if isinstance(caller, SignIn) and caller.names_an_address:
                return self._certificates.context_for(caller.asked.name)
        return None

    def _idp_of(self, environ: Mapping[str, Any]) -> IdentityProvider:
        """The identity provider that a request is for."""
        caller = self._signing_in(environ)
        return caller.idp if caller is not None else self._world_of(environ).idp

    def _web(self, scheme: str) -> dial.Address:
        """Where a request by http or https goes: always to ourselves."""
        server = self._listening()[1][scheme == "https"]
        return _reachable(server.host), server.port

    def _new_world(self, settings: Settings, epoch: int) -> World:
        return new_world(
            settings, epoch, Ground(self._certificates, self._switchboard, self._keys, self._listener, self._web)
        )

    def _listener(self, asked: Asked) -> dial.Address:
        """Where a mail for `asked` goes: always to the embedded relay."""
        ports = self.relay
        return ports.host, getattr(ports, LISTENERS.get(asked.port, "smtp"))

    def _arrival(self, listener: str, peer: dial.Address) -> Arrival:
        """Whose mail a connection brings: that of one of our test mails, or of a client that comes by itself."""
        del listener
        known: Arrival | None = self._switchboard.caller(peer)
        return known or self._world.visitor()


def _http(application: Any, settings: Settings, option: str, **more: Any) -> HttpServer:
    try:
        return HttpServer(application, settings.host, getattr(settings, option), **more)
    except ConfigurationError as error:
        raise ConfigurationError(str(error), option=option) from error


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "localhost": "127.0.0.1"}.get(host, host)
