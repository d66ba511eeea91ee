"""How the parts of a world are put together, and where the seams between them are."""

import ssl
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from mockkf import dial
from mockkf.certificates import Certificates
from mockkf.errors import StepFailed
from mockkf.idp import Dialect, IdentityProvider
from mockkf.model import Asked, Lookup, Profile, Secret, TokenRules
from mockkf.pam import Registry, lookup_of, resolve, seed
from mockkf.relay import Arrival, Desk, Steps, TokenRefused
from mockkf.seams import Trace, around, around_async
from mockkf.settings import Settings
from mockkf.signin import TokenDemand, ask
from mockkf.state import State
from mockkf.testmail import Outside
from mockkf.tokens import Keys, TokenInvalid
from mockkf.world import World

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


def new_world(settings: Settings, epoch: int, ground: Ground) -> World:
    """A world as `settings` seed it."""
    state = State(settings.profile, first_registry(settings), epoch)
    idp = IdentityProvider(
        state,
        ground.keys,
        Dialect.named(settings.idp_dialect),
        settings.token_lifetime,
        settings.clock_skew,
        settings.idp_clients,
    )
    desk = Desk(
        state,
        users=settings.relay_users.passwords if settings.relay_users else None,
        require_tls=settings.relay_require_tls,
        tls=ground.certificates.server_context,
        tls_for=ground.certificates.context_for,
        check_token=lambda token, user: check_token(idp, settings, token, user),
    )

    def outside(trace: Trace, exchange: int) -> Outside:
        lookups: list[Lookup] = []

        def look_up(secret: Secret) -> str:
            return _look_up(state, secret, lookups)

        def token(demand: TokenDemand) -> str:
            asked = dial.asked_by(demand.endpoint)
            address = ground.web(urlsplit(demand.endpoint).scheme)
            trusted = state.played("idp.connect", (demand.client,)) is None
            trust = ground.certificates.client_context if trusted else distrustful
            line = dial.Line(address, ground.switchboard, SignIn(idp, asked), settings.step_timeout, trust)
            return ask(demand, line, settings.oauth_client_auth)

        def deliver(
            profile: Profile, credentials: dial.Credentials | None, sender: str, recipient: str, mail: bytes
        ) -> None:
            asked = Asked(profile.host, profile.port)
            find = around("relay.resolve", ground.listener, trace, lambda asked: f"{asked.host}:{asked.port}")
            caller = Arrival(_steps(desk, trace), epoch, asked, exchange, tuple(lookups))
            line = dial.Line(
                find(asked), ground.switchboard, caller, settings.step_timeout, ground.certificates.client_context
            )
            opening = dial.opening(settings.tls_profile, profile.port, use_ssl=profile.use_ssl)
            try:
                dial.deliver(line, asked, opening, credentials, sender, recipient, mail)
            except StepFailed as failure:
                raise StepFailed(failure.step, failure.remote, why=trace.why) from failure

        return Outside(
            around("pam.resolve", look_up, trace, _address_in_words),
            around("idp.token", token, trace, str, claims_in_words),
            deliver,
        )

    return World(settings, state, outside, lambda: Arrival(_steps(desk, Trace()), epoch), idp)


def check_token(idp: IdentityProvider, settings: Settings, token: str, user: str) -> Mapping[str, Any]:
    """The claims of a token with which `user` logs on at the mail server; `TokenRefused` in the server's words."""
    try:
        claims = idp.check(token)
        _check_rules(settings.relay_oauth, claims, user, idp.client_of(claims))
    except TokenInvalid as error:
        reply, challenge = TOKEN_REFUSALS[settings.relay_dialect]
        raise TokenRefused(reply, challenge, f"the token is not accepted: {error}") from None
    return claims


def _check_rules(rules: TokenRules, claims: Mapping[str, Any], user: str, client: str) -> None:
    audiences = claims.get("aud")
    if rules.audience and rules.audience not in ([audiences] if isinstance(audiences, str) else _listed(audiences)):
        raise TokenInvalid(f"its audience is {audiences}, not {rules.audience}")
    if rules.scope and rules.scope not in (*_listed(claims.get("scope")), *_listed(claims.get("scp"))):
        raise TokenInvalid(f"it lacks the scope {rules.scope}")
    if rules.role and rules.role not in _listed(claims.get("roles")):
        raise TokenInvalid(f"it lacks the role {rules.role}")
    if rules.send_as is not None and user not in rules.send_as.get(client, ()):
        raise TokenInvalid(f"{client} may not send as {user}")


def _listed(claim: Any) -> list[Any]:
    """What a claim names: a list, or words with spaces between them."""
    return claim.split() if isinstance(claim, str) else claim if isinstance(claim, list) else []


TOKEN_REFUSALS: Mapping[str, tuple[str, str | None]] = {
    "generic": ("535 5.7.8 Authentication credentials invalid", '{"status":"invalid_token"}'),
    "gmail": (
        "535 5.7.8 Username and Password not accepted. Learn more at https://support.google.com/mail/?p=BadCredentials",
        '{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}',
    ),
    "exchange": ("535 5.7.3 Authentication unsuccessful", None),
}
"""How mail servers refuse a token: the reply, and what they say before."""


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


def first_registry(settings: Settings) -> Registry:
    """The PAM providers that a world begins with."""
    return seed.seeded(seed.documented(settings.version), settings.pam_providers)


def _look_up(state: State, secret: Secret, lookups: list[Lookup]) -> str:
    lookup = lookup_of(secret, state.pam)
    scenario, reads = state.look_up(lookup) if lookup is not None else (None, 1)
    lookups += [lookup] if lookup is not None else []
    return resolve(secret, state.pam, scenario, reads)


def _address_in_words(secret: Secret) -> str:
    parameters = ", ".join(f"{name}={value}" for name, value in (secret.parameters or {}).items())
    return f"provider {secret.provider}, {parameters}"


def _steps(desk: Desk, trace: Trace) -> Steps:
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
