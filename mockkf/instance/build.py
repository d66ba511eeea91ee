"""Builds a runtime from its parts."""

from collections.abc import Callable
from dataclasses import fields
from functools import cache

from mockkf.command import ExternalCalls
from mockkf.config import Settings
from mockkf.faults import StepRunner, TraceRecorder, Untraced
from mockkf.idp import Dialect, TokenIssuer
from mockkf.instance.delivery import Delivery, SharedResources
from mockkf.instance.relay_steps import relay_callbacks
from mockkf.instance.runtime import Runtime
from mockkf.instance.token_rules import check_token
from mockkf.model import MailHost, PamRegistry
from mockkf.pam import seed
from mockkf.relay import Capabilities, ConnectionContext, RelayPolicy
from mockkf.state import Bounds, KeptMail, State


def build_runtime(
    settings: Settings, epoch: int, shared: SharedResources, mock: str, kept: Callable[[], KeptMail]
) -> Runtime:
    """Return a new runtime with the state that `settings` describe.

    `mock` is in the uids of its mail; `kept` returns the mail of the named snapshots.
    """
    bounds = Bounds(**{one.name: getattr(settings, one.name) for one in fields(Bounds)})
    state = State(settings.profile, first_registry(settings), epoch, bounds, mock, kept)
    for fault in settings.faults:
        state.faults.add(fault)
    idp = TokenIssuer(
        state,
        shared.keys,
        Dialect.named(settings.idp_dialect),
        settings.token_lifetime,
        settings.clock_skew,
        settings.idp_clients,
        settings.idp_accept,
    )
    usual = MailHost("", users=settings.relay_users, certificate="valid", size_limit=0)

    def policy(host: MailHost | None, port: int) -> RelayPolicy:
        return _policy(host or usual, port, settings, state, idp, shared)

    default = policy(None, 0)

    def external_calls(trace: TraceRecorder, call: int) -> ExternalCalls:
        return Delivery(settings, state, idp, policy, shared, StepRunner(state, trace), call).external_calls

    @cache
    def direct_connection() -> ConnectionContext:
        runner = StepRunner(state, Untraced())
        return ConnectionContext(relay_callbacks(default, runner, shared.certificates), epoch)

    return Runtime(settings, state, external_calls, direct_connection, idp)


def _policy(
    host: MailHost, port: int, settings: Settings, state: State, idp: TokenIssuer, shared: SharedResources
) -> RelayPolicy:
    """Return the policy of a mail host at one of its ports."""
    mode = host.ports.get(port, "starttls")
    certificates = shared.certificates
    return RelayPolicy(
        state,
        users=host.users.passwords if host.users else None,
        require_tls=settings.relay_require_tls or mode == "required",
        require_login=host.require_login,
        send_as=host.send_as,
        capabilities=Capabilities(
            mode in {"starttls", "required"},
            host.mechanisms,
            size=host.size_limit or None,
            recipients=settings.relay_recipient_limit,
        ),
        tls=lambda connection: certificates.context_at(connection.listener, connection.local_address),
        tls_for=lambda name: certificates.context_for(name, host.certificate),
        check_token=lambda token, user: check_token(idp, settings, token, user),
    )


def first_registry(settings: Settings) -> PamRegistry:
    """Return the PAM providers at the start of a runtime."""
    return seed.seeded(seed.documented(settings.version), settings.pam_providers)
