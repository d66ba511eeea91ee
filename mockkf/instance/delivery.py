"""One test mail on its way: its calls to other systems, put through to our own, and noted in its trace."""

import socket
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import Any, NoReturn
from urllib.parse import urlsplit

from mockkf import clients
from mockkf.command.test_mail import Outside
from mockkf.config.settings import Settings
from mockkf.errors import MockkfError, StepFailed
from mockkf.faults import Certificate, Scenario, Trouble
from mockkf.faults.step_runner import Limit, Seams
from mockkf.idp import IdentityProvider
from mockkf.idp.token_client import TokenDemand, ask
from mockkf.idp.tokens import Keys
from mockkf.instance.relay_steps import steps
from mockkf.model import Action, Asked, Lookup, MailHost, Profile, Secret
from mockkf.pam import lookup_of, resolve
from mockkf.relay import Arrival, Desk
from mockkf.state.state import State
from mockkf.tls.certificates import Certificates

TROUBLES: Mapping[str, Callable[[], OSError]] = {
    "unknown_host": lambda: socket.gaierror(socket.EAI_NONAME, "no such host"),
    "refused": ConnectionRefusedError,
    "timeout": TimeoutError,
    "full": ConnectionResetError,
}
"""What a client meets that does not get through."""


LISTENERS: Mapping[int, str] = {587: "submission"}
"""Which listener stands for a port where TLS is not spoken from the first byte; for any other it is "smtp"."""


@dataclass(frozen=True)
class Ground:
    """What worlds stand on: it outlives them.

    `listener` says where a listener of the mail server is, `web` where a request by http or https goes.
    """

    certificates: Certificates
    switchboard: clients.Switchboard
    keys: Keys
    listener: Callable[[str], clients.Address]
    web: Callable[[str], clients.Address]


@dataclass(frozen=True)
class SignIn:
    """The caller of a token endpoint: a test mail of the world whose identity provider this is.

    `certificate` is the kind of certificate that it is shown.
    """

    idp: IdentityProvider
    asked: Asked
    certificate: str = "valid"

    @property
    def needs_its_own(self) -> bool:
        """Whether its certificate is not found by the name in the handshake, which is none for an IP address."""
        try:
            return bool(ip_address(self.asked.name))
        except ValueError:
            return self.certificate != "valid"


@dataclass(frozen=True)
class Errand:
    """What one test mail needs of its world; `lookups` grows as secrets are looked up for it."""

    settings: Settings
    state: State
    idp: IdentityProvider
    desk: Callable[[MailHost | None, int], Desk]
    ground: Ground
    seams: Seams
    exchange: int
    lookups: list[Lookup] = field(default_factory=list)

    @property
    def outside(self) -> Outside:
        """The calls, each noted in the trace."""
        look_up = self.seams.around(
            "pam.resolve",
            self.look_up,
            _address_in_words,
            self._address,
            limit=Limit(self.settings.step_timeout, self._too_late),
            bend=self._look_up_in_vain,
        )
        return Outside(look_up, self.token, self.deliver)

    def look_up(self, secret: Secret, /, scenario: str | None = None) -> str:
        """The value of a secret that a PAM provider keeps; `scenario` is what becomes of the look-up."""
        lookup = lookup_of(secret, self.state.pam)
        reads = self.state.look_up(lookup) if lookup is not None else 1
        self.lookups.extend([lookup] if lookup is not None else [])
        return resolve(secret, self.state.pam, scenario, reads)

    def _look_up_in_vain(self, action: Scenario, secret: Secret) -> str:
        return self.look_up(secret, action.scenario)

    def token(self, demand: TokenDemand) -> str:
        """A token of the identity provider, whatever its endpoint is called."""
        asked = clients.asked_by(demand.endpoint)
        caller = SignIn(replace(self.idp, trace=self.seams.trace), asked, self._connect(asked, demand.client))
        line = self._line(self.ground.web(urlsplit(demand.endpoint).scheme), caller)

        def request(demand: TokenDemand, /) -> str:
            return ask(demand, line, self.settings.oauth_client_auth)

        return self.seams.trace.noting("idp.token", request, str, claims_in_words)(demand)

    def deliver(
        self, profile: Profile, credentials: clients.Credentials | None, sender: str, recipient: str, mail: bytes
    ) -> None:
        """Hand the mail to the relay, whatever host the profile names."""
        asked = Asked(profile.host, profile.port)
        host = self._crossing("relay.resolve", self._resolve, asked)(asked)
        listener = self._crossing("relay.connect", lambda asked: self._listener(host, asked), asked)(asked)
        desk = self.desk(host, asked.port)
        caller = Arrival(
            steps(desk, self.seams, self.ground.certificates),
            self.state.epoch,
            asked,
            self.exchange,
            tuple(self.lookups),
        )
        opening = clients.opening(self.settings.tls_profile, profile.port, use_ssl=profile.use_ssl)
        clients.deliver(self._line(listener, caller), asked, opening, credentials, sender, recipient, mail)

    def _connect(self, asked: Asked, client: str) -> str:
        """The kind of certificate that the token endpoint shows, which all but a fault lets be valid."""

        def find(asked: Asked) -> str:
            del asked
            return "valid"

        connect = self.seams.around(
            "idp.connect",
            find,
            lambda asked: f"{asked.host}:{asked.port}",
            lambda asked: {"host": asked.host, "port": asked.port, "client": client},
            limit=self._limit("token", asked),
            bend=self._untrue,
        )
        return connect(asked)

    def _crossing(self, seam: str, call: Callable[[Asked], Any], asked: Asked) -> Callable[[Asked], Any]:
        return self.seams.around(
            seam,
            call,
            lambda asked: f"{asked.host}:{asked.port}",
            lambda asked: {"host": asked.host, "port": asked.port},
            limit=self._limit("connect", asked),
            bend=lambda action, asked: self._lost(action, "connect", asked),
        )

    def _resolve(self, asked: Asked) -> MailHost | None:
        """The declared host of this name; None as long as none is declared, when any name will do."""
        if not self.settings.hosts:
            return None
        found = (host for host in self.settings.hosts if host.name.casefold() == asked.name.casefold())
        return next(found, None) or self._lost(Trouble("unknown_host"), "connect", asked)

    def _listener(self, host: MailHost | None, asked: Asked) -> clients.Address:
        """The listener that stands for the port."""
        if host is not None and asked.port not in host.ports:
            self._lost(Trouble("refused"), "connect", asked)
        is_implicit = asked.port == clients.TLS_PORT if host is None else host.ports[asked.port] == "implicit"
        return self.ground.listener("smtps" if is_implicit else LISTENERS.get(asked.port, "smtp"))

    def _untrue(self, action: Action, asked: Asked) -> str:
        """The kind of certificate that the token endpoint shows."""
        return action.certificate if isinstance(action, Certificate) else self._lost(action, "token", asked)

    def _lost(self, action: Action, step: str, asked: Asked) -> NoReturn:
        """The end of a call that does not get through."""
        trouble = getattr(action, "trouble", "")
        if trouble == "timeout":
            self.state.hold(self.settings.step_timeout)
        raise self._failed(step, asked, TROUBLES[trouble]())

    def _failed(self, step: str, asked: Asked, error: OSError) -> StepFailed:
        try:
            with clients.step(step, asked, self.settings.step_timeout):
                raise error
        except StepFailed as failed:
            return failed

    def _limit(self, step: str, asked: Asked) -> Limit:
        return Limit(self.settings.step_timeout, lambda *_: self._failed(step, asked, TimeoutError()))

    def _too_late(self, secret: Secret) -> MockkfError:
        """What a provider says that does not answer in time."""
        try:
            self.look_up(secret, "timeout")
        except StepFailed as failed:
            return failed
        raise AssertionError("a look-up in vain found something")

    def _address(self, secret: Secret, /) -> Mapping[str, Any]:
        lookup = lookup_of(secret, self.state.pam)
        if lookup is None:
            return {"provider": (secret.provider,), "at": tuple((secret.parameters or {}).values())}
        return {"provider": (lookup.provider, lookup.provider_name), "at": tuple(lookup.address.values())}

    def _line(self, listener: clients.Address, caller: Any) -> clients.Line:
        ground = self.ground
        return clients.Line(
            listener, ground.switchboard, caller, self.settings.step_timeout, ground.certificates.client_context
        )


def claims_in_words(token: str) -> str:
    """The claims of a token, without its signature; they are no secret."""
    try:
        payload = token.split(".")[1]
        return urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    except (IndexError, ValueError):
        return "a token that is no JWT"


def _address_in_words(secret: Secret, /) -> str:
    parameters = ", ".join(f"{name}={value}" for name, value in (secret.parameters or {}).items())
    return f"provider {secret.provider}, {parameters}"
