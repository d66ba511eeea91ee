"""How the parts of a world are put together, and where the seams between them are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mockkf import dial
from mockkf.certificates import Certificates
from mockkf.model import Asked, Lookup, Profile, Secret
from mockkf.pam import Registry, lookup_of, resolve, seed
from mockkf.relay import Arrival, Desk, Steps
from mockkf.seams import Trace, around, around_async
from mockkf.settings import Settings
from mockkf.state import State
from mockkf.testmail import Outside
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
    """What worlds stand on: it outlives them. `listener` says where a mail for a host and port goes."""

    certificates: Certificates
    switchboard: dial.Switchboard
    listener: Callable[[Asked], dial.Address]


def new_world(settings: Settings, epoch: int, ground: Ground) -> World:
    """A world as `settings` seed it."""
    state = State(settings.profile, first_registry(settings), epoch)
    desk = Desk(
        state,
        users=settings.relay_users.passwords if settings.relay_users else None,
        require_tls=settings.relay_require_tls,
        tls=ground.certificates.server_context,
        tls_for=ground.certificates.context_for,
    )

    def outside(trace: Trace, exchange: int) -> Outside:
        lookups: list[Lookup] = []

        def look_up(secret: Secret) -> str:
            return _look_up(state, secret, lookups)

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
            dial.deliver(line, asked, opening, credentials, sender, recipient, mail)

        return Outside(around("pam.resolve", look_up, trace, _address_in_words), deliver)

    return World(settings, state, outside, lambda: Arrival(_steps(desk, Trace()), epoch))


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
