"""The delivery of a test mail: its calls reach the embedded servers and are recorded in its trace."""

import socket
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn
from urllib.parse import urlsplit

from mockkf import clients
from mockkf.command import ExternalCalls
from mockkf.config import Settings
from mockkf.errors import MockkfError, StepFailed
from mockkf.faults import Certificate, Failure, Limit, StepRunner, Unreachable
from mockkf.idp import ClientCredentialsRequest, SigningKeys, TokenIssuer, ask, discover, document_at, shown
from mockkf.instance.relay_steps import relay_callbacks
from mockkf.model import Action, Lookup, MailHost, Profile, Secret, Target
from mockkf.pam import lookup_of, resolve
from mockkf.relay import ConnectionContext, RelayPolicy
from mockkf.state import State
from mockkf.tls import Certificates

UNREACHABLE: Mapping[str, Callable[[], OSError]] = {
    "unknown_host": lambda: socket.gaierror(socket.EAI_NONAME, "no such host"),
    "refused": ConnectionRefusedError,
    "timeout": TimeoutError,
    "full": ConnectionResetError,
}
"""The errors that an unreachable server causes in a client, by the name of the fault."""

LISTENERS: Mapping[int, str] = {587: "submission"}
"""The listener for a port without implicit TLS; the default is "smtp"."""


@dataclass(frozen=True)
class SharedResources:
    """The resources that all runtimes of a server share.

    `listener` returns the address of a listener of the mail server. `web` returns the address for http, https or
    mailpit.
    """

    certificates: Certificates
    callers: clients.CallerRegistry
    keys: SigningKeys
    listener: Callable[[str], clients.Address]
    web: Callable[[str], clients.Address]


@dataclass(frozen=True)
class TokenCaller:
    """The caller of a token endpoint: a test mail of the runtime that owns the identity provider.

    `certificate` is the kind of certificate that the endpoint presents.
    """

    idp: TokenIssuer
    target: Target
    certificate: str = "valid"


@dataclass(frozen=True)
class Delivery:
    """The parts of a runtime that one test mail uses; each look-up of a secret is appended to `lookups`."""

    settings: Settings
    state: State
    idp: TokenIssuer
    policy: Callable[[MailHost | None, int], RelayPolicy]
    shared: SharedResources
    steps: StepRunner
    call: int
    lookups: list[Lookup] = field(default_factory=list)

    @property
    def external_calls(self) -> ExternalCalls:
        """The external calls; each is recorded in the trace."""
        look_up = self.steps.wrap(
            "pam.resolve",
            self.look_up,
            _address_in_words,
            self._address,
            limit=Limit(self.settings.step_timeout, self._too_late),
            apply=self._look_up_in_vain,
        )
        return ExternalCalls(look_up, self.token, self.deliver)

    def look_up(self, secret: Secret, /, failure: str | None = None) -> str:
        """Return the value of a secret that a PAM provider stores; `failure` is the fault of the look-up, if any."""
        lookup = lookup_of(secret, self.state.pam)
        reads = self.state.look_up(lookup) if lookup is not None else 1
        self.lookups.extend([lookup] if lookup is not None else [])
        return resolve(secret, self.state.pam, failure, reads)

    def _look_up_in_vain(self, action: Failure, secret: Secret) -> str:
        return self.look_up(secret, action.failure)

    def token(self, demand: ClientCredentialsRequest) -> str:
        """Return a token of the identity provider, under any host name of its endpoint."""
        target = clients.target_of(demand.endpoint)
        caller = TokenCaller(replace(self.idp, trace=self.steps.trace), target, self._connect(target, demand.client))
        if self.settings.oauth_discovery:
            discover(self.idp.base(demand.endpoint), self._reading(caller, demand))
        route = self._to(demand.endpoint, caller)

        def request(demand: ClientCredentialsRequest, /) -> str:
            return ask(demand, route, self.settings.oauth_client_auth)

        return self.steps.trace.noting("idp.token", request, str, claims_in_words)(demand)

    def _reading(self, caller: TokenCaller, demand: ClientCredentialsRequest) -> Callable[[str], Mapping[str, Any]]:
        """Return a function of a URL, which returns the document there; it sends the headers of the profile."""

        def read(url: str) -> Mapping[str, Any]:
            there = replace(caller, target=clients.target_of(url))
            return document_at(url, demand.headers, self._to(url, there))

        return self.steps.trace.noting("idp.token", read, lambda url: f"GET {shown(url)}", lambda _: "ok")

    def deliver(
        self, profile: Profile, credentials: clients.Credentials | None, sender: str, recipient: str, mail: bytes
    ) -> None:
        """Send the mail to the relay, under any host name of the profile."""
        target = Target(profile.host, profile.port)
        host = self._crossing("relay.resolve", self._resolve, target)(target)
        listener = self._crossing("relay.connect", lambda target: self._listener(host, target), target)(target)
        policy = self.policy(host, target.port)
        caller = ConnectionContext(
            relay_callbacks(policy, self.steps, self.shared.certificates),
            self.state.epoch,
            target,
            self.call,
            tuple(self.lookups),
        )
        opening = clients.opening(self.settings.tls_profile, profile.port, use_ssl=profile.use_ssl)
        clients.deliver(self._route(listener, caller), target, opening, credentials, sender, recipient, mail)

    def _connect(self, target: Target, client: str) -> str:
        """Return the kind of certificate that the token endpoint presents: "valid", unless a fault changes it."""

        def find(target: Target) -> str:
            del target
            return "valid"

        connect = self.steps.wrap(
            "idp.connect",
            find,
            lambda target: f"{target.host}:{target.port}",
            lambda target: {"host": target.host, "port": target.port, "client": client},
            limit=self._limit("idp.connect", target),
            apply=self._untrue,
        )
        return connect(target)

    def _crossing(self, step: str, call: Callable[[Target], Any], target: Target) -> Callable[[Target], Any]:
        return self.steps.wrap(
            step,
            call,
            lambda target: f"{target.host}:{target.port}",
            lambda target: {"host": target.host, "port": target.port},
            limit=self._limit(step, target),
            apply=lambda action, target: self._lost(action, step, target),
        )

    def _resolve(self, target: Target) -> MailHost | None:
        """Return the declared host of this name, or None if no hosts are declared: then every name resolves."""
        if not self.settings.hosts:
            return None
        found = (host for host in self.settings.hosts if host.name.casefold() == target.name.casefold())
        return next(found, None) or self._lost(Unreachable("unknown_host"), "relay.resolve", target)

    def _listener(self, host: MailHost | None, target: Target) -> clients.Address:
        """Return the address of the listener for the port."""
        if host is not None and target.port not in host.ports:
            self._lost(Unreachable("refused"), "relay.connect", target)
        is_implicit = target.port == clients.TLS_PORT if host is None else host.ports[target.port] == "implicit"
        return self.shared.listener("smtps" if is_implicit else LISTENERS.get(target.port, "smtp"))

    def _untrue(self, action: Action, target: Target) -> str:
        """Return the kind of certificate that the token endpoint presents because of the fault."""
        return action.certificate if isinstance(action, Certificate) else self._lost(action, "idp.connect", target)

    def _lost(self, action: Action, step: str, target: Target) -> NoReturn:
        """Raise `StepFailed` for a call that does not reach its target."""
        trouble = getattr(action, "trouble", "")
        if trouble == "timeout":
            self.state.hold(self.settings.step_timeout)
        raise self._failed(step, target, UNREACHABLE[trouble]())

    def _failed(self, step: str, target: Target, error: OSError) -> StepFailed:
        try:
            with clients.step(step, target, self.settings.step_timeout):
                raise error
        except StepFailed as failed:
            return failed

    def _limit(self, step: str, target: Target) -> Limit:
        return Limit(self.settings.step_timeout, lambda *_: self._failed(step, target, TimeoutError()))

    def _too_late(self, secret: Secret) -> MockkfError:
        """Return the error of a provider that does not answer in time."""
        try:
            self.look_up(secret, "timeout")
        except StepFailed as failed:
            return failed
        raise AssertionError("a look-up that times out must fail")

    def _address(self, secret: Secret, /) -> Mapping[str, Any]:
        lookup = lookup_of(secret, self.state.pam)
        if lookup is None:
            return {"provider": (secret.provider,), "at": tuple((secret.parameters or {}).values())}
        return {"provider": (lookup.provider, lookup.provider_name), "at": tuple(lookup.address.values())}

    def _to(self, url: str, caller: TokenCaller) -> clients.Route:
        """Return the route to the embedded identity provider for `url`."""
        return self._route(self.shared.web(urlsplit(url).scheme), caller)

    def _route(self, listener: clients.Address, caller: Any) -> clients.Route:
        shared = self.shared
        return clients.Route(
            listener, shared.callers, caller, self.settings.step_timeout, shared.certificates.client_context
        )


def claims_in_words(token: str) -> str:
    """Return the claims of a token without its signature; the claims are not secret."""
    try:
        payload = token.split(".")[1]
        return urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    except (IndexError, ValueError):
        return "a token that is not a JWT"


def _address_in_words(secret: Secret, /) -> str:
    parameters = ", ".join(f"{name}={value}" for name, value in (secret.parameters or {}).items())
    return f"provider {secret.provider}, {parameters}"
