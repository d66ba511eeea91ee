"""How the parts of a world are put together."""

from mockkf.command.test_mail import Outside
from mockkf.config.settings import Settings
from mockkf.faults.step_runner import Seams, Trace
from mockkf.idp import Dialect, IdentityProvider
from mockkf.instance.delivery import Errand, Ground
from mockkf.instance.relay_steps import steps
from mockkf.instance.runtime import World
from mockkf.instance.token_rules import check_token
from mockkf.model import MailHost
from mockkf.pam import Registry, seed
from mockkf.relay import Arrival, Desk, Offer
from mockkf.state.state import State


def new_world(settings: Settings, epoch: int, ground: Ground) -> World:
    """A world as `settings` seed it."""
    state = State(settings.profile, first_registry(settings), epoch)
    for fault in settings.faults:
        state.plans.add(fault)
    idp = IdentityProvider(
        state,
        ground.keys,
        Dialect.named(settings.idp_dialect),
        settings.token_lifetime,
        settings.clock_skew,
        settings.idp_clients,
    )
    usual = MailHost("", users=settings.relay_users, certificate="valid", size_limit=0)

    def desk(host: MailHost | None, port: int) -> Desk:
        return _desk(host or usual, port, settings, state, idp, ground)

    strangers = desk(None, 0)

    def outside(trace: Trace, exchange: int) -> Outside:
        return Errand(settings, state, idp, desk, ground, Seams(state, trace), exchange).outside

    def visitor() -> Arrival:
        return Arrival(steps(strangers, Seams(state, Trace()), ground.certificates), epoch)

    return World(settings, state, outside, visitor, idp)


def _desk(host: MailHost, port: int, settings: Settings, state: State, idp: IdentityProvider, ground: Ground) -> Desk:
    """The desk of a mail host at one of its ports."""
    mode = host.ports.get(port, "starttls")
    certificates = ground.certificates
    return Desk(
        state,
        users=host.users.passwords if host.users else None,
        require_tls=settings.relay_require_tls or mode == "required",
        require_login=host.require_login,
        send_as=host.send_as,
        offer=Offer(mode in {"starttls", "required"}, host.mechanisms, size=host.size_limit or None),
        tls=certificates.server_context,
        tls_for=lambda name: certificates.context_for(name, host.certificate),
        check_token=lambda token, user: check_token(idp, settings, token, user),
    )


def first_registry(settings: Settings) -> Registry:
    """The PAM providers that a world begins with."""
    return seed.seeded(seed.documented(settings.version), settings.pam_providers)
