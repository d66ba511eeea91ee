"""One test mail on its way: its calls to other systems, put through to our own, and noted in its trace."""

import ssl
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from mockkf import dial
from mockkf.certificates import Certificates
from mockkf.errors import StepFailed
from mockkf.idp import IdentityProvider
from mockkf.model import Asked, Lookup, Profile, Secret
from mockkf.pam import lookup_of, resolve
from mockkf.relay import Arrival, Desk, Steps
from mockkf.seams import Trace, around, around_async
from mockkf.settings import Settings
from mockkf.signin import TokenDemand, ask
from mockkf.state import State
from mockkf.testmail import Outside
from mockkf.tokens import Keys

SAID: Mapping[str, Any] = {
    "banner": lambda connection: f"listener {connection.listener}",
    "tls": lambda connection: f"listener {connection.listener}",
    "login": lambda _, credentials: f"AUTH {credentials.mechanism} as {credentials.user}",
    "sender": lambda _, sender: f"MAIL FROM:<{sender}>",
    "recipient": lambda _, __, recipient: f"RCPT TO:<{recipient}>",
    "message": lambda _, __, raw, ___: f"{len(raw)} bytes",
}
"""How the trace words what the relay was asked."""


@dataclass(frozen=True)
class Ground:
    """What worlds stand on: it outlives them.

    `listener` says where a mail for a host and port goes, `web` where a request by http or https does.
    """

    certificates: Certificates
    switchboard: dial.Switchboard
    keys: Keys
    listener: Callable[[Asked], dial.Address]
    web: Callable[[str], dial.Address]


@dataclass(frozen=True)
class SignIn:
    """The caller of a token endpoint: a test mail of the world whose identity provider this is."""

    idp: IdentityProvider
    asked: Asked

    @property
    def names_an_address(self) -> bool:
        """Whether the endpoint is named by its IP address; clients do not say one in the handshake."""
        try:
            return bool(ip_address(self.asked.name))
        except ValueError:
            return False


@dataclass(frozen=True)
class Errand:
    """What one test mail needs of its world; `lookups` grows as secrets are looked up for it."""

    settings: Settings
    state: State
    idp: IdentityProvider
    desk: Desk
    ground: Ground
    trace: Trace
    exchange: int
    lookups: list[Lookup] = field(default_factory=list)

    @property
    def outside(self) -> Outside:
        """The calls, each noted in the trace."""
        return Outside(
            around("pam.resolve", self.look_up, self.trace, _address_in_words),
            around("idp.token", self.token, self.trace, str, claims_in_words),
            self.deliver,
        )

    def look_up(self, secret: Secret) -> str:
        """The value of a secret that a PAM provider keeps."""
        lookup = lookup_of(secret, self.state.pam)
        scenario, reads = self.state.look_up(lookup) if lookup is not None else (None, 1)
        self.lookups.extend([lookup] if lookup is not None else [])
        return resolve(secret, self.state.pam, scenario, reads)

    def token(self, demand: TokenDemand) -> str:
        """A token of the identity provider, whatever its endpoint is called."""
        trusted = self.state.plays.next("idp.connect", (demand.client,)) is None
        caller = SignIn(self.idp, dial.asked_by(demand.endpoint))
        line = self._line(
            self.ground.web(urlsplit(demand.endpoint).scheme),
            caller,
            self.ground.certificates.client_context if trusted else distrustful,
        )
        return ask(demand, line, self.settings.oauth_client_auth)

    def deliver(
        self, profile: Profile, credentials: dial.Credentials | None, sender: str, recipient: str, mail: bytes
    ) -> None:
        """Hand the mail to the relay, whatever host the profile names."""
        asked = Asked(profile.host, profile.port)
        find = around("relay.resolve", self.ground.listener, self.trace, lambda asked: f"{asked.host}:{asked.port}")
        caller = Arrival(steps(self.desk, self.trace), self.state.epoch, asked, self.exchange, tuple(self.lookups))
        line = self._line(find(asked), caller, self.ground.certificates.client_context)
        opening = dial.opening(self.settings.tls_profile, profile.port, use_ssl=profile.use_ssl)
        try:
            dial.deliver(line, asked, opening, credentials, sender, recipient, mail)
        except StepFailed as failure:
            raise StepFailed(failure.step, failure.remote, why=self.trace.why) from failure

    def _line(self, listener: dial.Address, caller: Any, trust: Callable[[], ssl.SSLContext]) -> dial.Line:
        return dial.Line(listener, self.ground.switchboard, caller, self.settings.step_timeout, trust)


def steps(desk: Desk, trace: Trace) -> Steps:
    """What the relay asks of `desk`, with every answer noted in `trace`."""

    def noted(name: str, step: Any) -> Any:
        return around_async(f"relay.{name}", step, trace, SAID[name])

    return Steps(
        banner=noted("banner", desk.banner),
        tls=noted("tls", desk.tls),
        login=noted("login", desk.login),
        sender=noted("sender", desk.sender),
        recipient=noted("recipient", desk.recipient),
        message=noted("message", desk.message),
        refused=desk.refused,
    )


def distrustful() -> ssl.SSLContext:
    """A client's context that trusts no certificate at all."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def claims_in_words(token: str) -> str:
    """The claims of a token, without its signature; they are no secret."""
    try:
        payload = token.split(".")[1]
        return urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    except (IndexError, ValueError):
        return "a token that is no JWT"


def _address_in_words(secret: Secret) -> str:
    parameters = ", ".join(f"{name}={value}" for name, value in (secret.parameters or {}).items())
    return f"provider {secret.provider}, {parameters}"
