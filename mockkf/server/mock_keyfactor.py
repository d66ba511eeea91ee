"""`MockKeyfactor`: creates the parts of a server, starts and stops them."""

import contextlib
import functools
import logging
import os
import ssl
from collections.abc import Iterable, Mapping, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mockkf import clients, command, control, idp, inbox, mailpit
from mockkf.config import TAKES, Settings, taken
from mockkf.errors import ConfigurationError, MockkfError, NotFound
from mockkf.http import ClientConnection, Hooks, apart, broken_answers
from mockkf.idp import SigningKeys, TokenIssuer
from mockkf.instance import Mock, MockRegistry, Runtime, SharedResources, TokenCaller
from mockkf.model import ConnectionFailure, Ports, PublicAddresses
from mockkf.relay import ConnectionContext
from mockkf.scenario import change_settings, load_settings
from mockkf.server import ready_file, sandboxes
from mockkf.server.dispatch import dispatcher, mailpit_dispatcher
from mockkf.server.listeners import MAILPIT_SMTP, Listeners
from mockkf.server.sandboxes import Sandbox, Sandboxes
from mockkf.state import answering
from mockkf.tls import Certificates

__all__ = ["MockKeyfactor", "Ports"]

log = logging.getLogger("mockkf")


class MockKeyfactor(Mock):
    """A test double for Keyfactor Command's SMTP API, with an embedded mail server; all state is in memory.

    `options` are the fields of `mockkf.config.settings.Settings`; `scenario` is the path of a TOML file that sets more.
    `certificates` are those of a private CA of its own, unless others are given.

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

    def __init__(
        self,
        *,
        scenario: str | Path | None = None,
        settings: Settings | None = None,
        certificates: Certificates | None = None,
        **options: Any,
    ) -> None:
        settings = change_settings(settings, **options) if settings else load_settings(os.environ, scenario, **options)
        self._certificates = certificates or Certificates(settings.host)
        self._callers = clients.CallerRegistry()
        self._listeners = listeners = Listeners()
        shared = SharedResources(self._certificates, self._callers, SigningKeys(), listeners.listener, listeners.web)
        public = PublicAddresses(settings.public_host, settings.public_ports.ports)
        self._certificates.add_host(public.host)
        self._give_certificate(settings)
        super().__init__(settings, MockRegistry(shared, lambda: listeners.mail, listeners, public))

    def start(self) -> Self:
        """Start to listen and return the mock; every port then accepts connections.

        Raise `ConfigurationError` if a port cannot be opened.
        """
        reader = functools.cache(mailpit.mail_reader)
        mail_api = mailpit.application(self._mock_of, self.settings, reader)
        pages = inbox.application(self._mock_of, self.settings, lambda: {"": self, **self.sandboxes}, reader)
        application = dispatcher(
            command.application(self._runtime_of),
            control.application(self._mock_of, self, ready_file.addresses),
            mail_api,
            idp.application(self._idp_of),
            pages,
            self._enter,
            lambda environ: isinstance(environ["mockkf.caller"], TokenCaller),
        )
        application = broken_answers.spoiling(application, lambda environ: self._runtime_of(environ).state.hold)
        self._listeners.open(
            self.settings,
            application,
            mailpit_dispatcher(mail_api, pages, self._enter),
            self._context,
            Hooks(
                accepted=self._callers.caller,
                tls_for=self._certificate_for,
                arrived=lambda: self._registry.runtimes,
                failed=self._fail_connection,
                unused=lambda connection: connection.arrived[""].state.probe(),
                answering=answering,
            ),
            self._certificates.server_context(),
        )
        if self.settings.release != Settings.release:  # a start with the default does not import the formats
            remark = command.remark(self.settings.release)
            if remark:
                log.warning("%s", remark)
        return self

    def stop(self) -> None:
        """Close every port and connection at once; captured mail and journal stay readable.

        In a fork of the process that started the mock, do nothing.
        """
        if self._listeners.are_inherited:
            return
        for runtime in self._registry.runtimes.values():
            runtime.state.retire()
        self._listeners.close()
        self._certificates.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def sandbox(self, name: str, *, settings: Settings | None = None, **options: Any) -> Sandbox:
        """Add and return a separate mock under `/sandbox/{name}`.

        It has `settings`, by default those of this mock, changed by `options`.
        """
        return sandboxes.add(self._registry, name, settings or self.runtime.settings, options)

    def publish(self, host: str = "", ports: Mapping[str, int] | None = None) -> None:
        """Set the addresses at which clients reach this server and its sandboxes, for example behind a port mapping.

        `ports` are by listener: http, https, smtp, submission, smtps, mailpit. They replace the options `public_host`
        and `public_ports`, also those of an earlier call; no reset undoes them. Raise `ConfigurationError` for an
        unknown listener or a wrong value.

        >>> with MockKeyfactor() as keyfactor:
        ...     keyfactor.publish("ci.keyexample.com", {"https": 32768})
        ...     keyfactor.https_url
        'https://ci.keyexample.com:32768/KeyfactorAPI'
        """
        said = taken(TAKES, {"public_host": host, "public_ports": ports or {}})
        self._certificates.add_host(said["public_host"])
        self._registry.public = PublicAddresses(said["public_host"], said["public_ports"].ports)

    @property
    def sandboxes(self) -> Sandboxes:
        """All sandboxes, by name."""
        return Sandboxes(self._registry)

    def _give_certificate(self, settings: Settings) -> None:
        """Use the certificate of the user at the SMTP port that stands for Mailpit's."""
        path = settings.mailpit_smtp_certificate
        try:
            for listener in MAILPIT_SMTP.values() if path else ():
                self._certificates.give(listener, path)
        except OSError as error:
            option = "mailpit_smtp_certificate"
            raise ConfigurationError(f"cannot use {path}: {error.strerror or error}", option=option) from error

    def _enter(self, environ: MutableMapping[str, Any]) -> Iterable[str]:
        """Store the mock and the runtime of a request in `environ`; return the base paths of its API."""
        name = environ["mockkf.sandbox"]
        mock = self._registry.mocks.get(name)
        if mock is None:
            raise NotFound(self.sandboxes.none_is(name))
        runtime: Runtime = environ["mockkf.arrived"].get(name) or mock.runtime
        environ["mockkf.instance.mock"], environ["mockkf.instance.runtime"] = mock, runtime
        return runtime.settings.base_paths

    def _mock_of(self, environ: Mapping[str, Any]) -> Mock:
        """Return the mock that a request addresses."""
        mock: Mock = environ["mockkf.instance.mock"]
        return mock

    def _runtime_of(self, environ: Mapping[str, Any]) -> Runtime:
        """Return the runtime of a request: that of the epoch in which its first byte arrived."""
        runtime: Runtime = environ["mockkf.instance.runtime"]
        return runtime

    def _fail_connection(self, connection: ClientConnection, failure: ConnectionFailure) -> None:
        """Record a connection that failed, in the mock that its path names; the trace has those of a test mail."""
        if not isinstance(connection.caller, TokenCaller):
            runtimes: Mapping[str, Runtime] = connection.arrived
            name, _ = apart(failure.request.partition(" ")[2])
            runtimes.get(name, runtimes[""]).state.fail_connection(failure)

    def _certificate_for(self, caller: object) -> ssl.SSLContext | None:
        """Return the context of the token endpoint that a test mail calls; None for any other caller."""
        with contextlib.suppress(MockkfError):
            if isinstance(caller, TokenCaller):
                return self._certificates.context_for(caller.target.name, caller.certificate)
        return None

    def _idp_of(self, environ: Mapping[str, Any]) -> TokenIssuer:
        """Return the identity provider that a request addresses."""
        caller = environ["mockkf.caller"]
        return caller.idp if isinstance(caller, TokenCaller) else self._runtime_of(environ).idp

    def _context(self, listener: str, peer: clients.Address) -> ConnectionContext:
        """Return the context of a mail connection: that of a test mail, or that of a client that connects directly."""
        del listener
        known: ConnectionContext | None = self._callers.caller(peer)
        return known or sandboxes.direct_connection(self._registry)
