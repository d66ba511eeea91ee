"""How the parts of a world are put together."""

from mockkf.errand import Errand, Ground, steps
from mockkf.idp import Dialect, IdentityProvider
from mockkf.pam import Registry, seed
from mockkf.relay import Arrival, Desk
from mockkf.seams import Trace
from mockkf.settings import Settings
from mockkf.state import State
from mockkf.testmail import Outside
from mockkf.token_rules import check_token
from mockkf.world import World


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
        return Errand(settings, state, idp, desk, ground, trace, exchange).outside

    return World(settings, state, outside, lambda: Arrival(steps(desk, Trace()), epoch), idp)


def first_registry(settings: Settings) -> Registry:
    """The PAM providers that a world begins with."""
    return seed.seeded(seed.documented(settings.version), settings.pam_providers)
