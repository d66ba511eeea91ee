"""`calibrate`: runs the probes against a server and against a mock, and compares what they saw."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mockkf.calibration import reference, relay_host, scenario_file
from mockkf.calibration.calibration import Calibration
from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.comparing import compare
from mockkf.calibration.credentials import SignIn, token_of_client
from mockkf.calibration.looking import chosen, look, restored
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.probe import Probe
from mockkf.calibration.relay_host import RelayHost
from mockkf.calibration.safety import Limits
from mockkf.calibration.session import GuardedSession, Sent
from mockkf.errors import ConfigurationError

TIMEOUT = 30.0
NOBODY = SignIn()


@dataclass(frozen=True)
class Plan:
    """How to calibrate: the address, how to sign in, what is allowed.

    `relay` is the text `HOST:25,587,465`, or a relay that runs already. `relay_secret` is the password or client secret
    of the stored profile, with which `writes` restores it.
    """

    url: str
    credentials: SignIn = NOBODY
    ca: str | None = None
    relay: str | RelayHost | None = None
    relay_certificate: str | None = None
    relay_key: str | None = None
    writes: bool = False
    relay_secret: str = ""
    timeout: float = TIMEOUT

    def __post_init__(self) -> None:
        if not self.url.startswith(("http://", "https://")):
            raise ConfigurationError(f"the URL must begin with http:// or https://, not {self.url!r}")
        if self.relay_certificate and self.relay is None:
            raise ConfigurationError("a relay certificate needs a relay: give --relay HOST:PORTS too")

    @property
    def probes(self) -> tuple[Probe, ...]:
        """The probes of this plan, in the order in which they run."""
        return chosen(relay=self.relay is not None, writes=self.writes)


def calibrate(
    url: str,
    *,
    user: str = "",
    password: str = "",
    token: str = "",
    token_url: str = "",
    client: str = "",
    client_secret: str = "",
    scope: str | None = None,
    ca: str | None = None,
    relay: str | RelayHost | None = None,
    relay_certificate: str | None = None,
    relay_key: str | None = None,
    allow_writes: bool = False,
    relay_secret: str = "",
    timeout: float = TIMEOUT,
    progress: Callable[[Probe], None] = lambda _: None,
) -> Calibration:
    r"""Compare the Command at `url` with the mock, rule by rule, and return the findings.

    By default it sends only GETs, and test mails to hosts under `.invalid`. `relay` (`HOST:25,587,465`) and
    `allow_writes` allow more; `timeout` is in seconds. Sign in with `user` and `password`, with a `token`, or with a
    `client` that gets one at `token_url`. Raise `ConfigurationError` if no calibration is possible, and its subclass
    `ProfileChanged` if the stored profile changed.

    >>> from mockkf import MockKeyfactor, calibrate
    >>> with MockKeyfactor(test_failure_status=502) as server:
    ...     fault = server.faults.add("relay.resolve", host="*.invalid", trouble="unknown_host")
    ...     found = calibrate(server.url, user="KEYEXAMPLE\\jsmith", password="secret")
    >>> [(finding.rule, finding.option) for finding in found.differences]
    [('test-failure', 'test_failure_status')]
    """
    own = SignIn(user, password, token)
    if client:
        own = token_of_client(token_url, client, client_secret, scope, ca)
    plan = Plan(url, own, ca, relay, relay_certificate, relay_key, allow_writes, relay_secret, timeout)
    return run(plan, progress)


def run(plan: Plan, progress: Callable[[Probe], None] = lambda _: None) -> Calibration:
    """Return the result of a plan; `progress` is called before each probe."""
    with ExitStack() as stack:
        relay = _relay(plan, stack)
        session = stack.enter_context(_session(plan, relay))
        server = CommandServer(session, relay)
        with restored(server, plan.writes, plan.relay_secret):
            seen = look(server, plan.probes, progress)
            settled = _settings(server, relay)
        mock = stack.enter_context(reference.opened(relay, plan.credentials.kind, writes=plan.writes))
        found = compare(mock, settled, plan.probes, seen)
        day = datetime.now(UTC).date()
        text = scenario_file.text(found.settings, found.findings, server.release, day)
        return Calibration(plan.url, server.release, day, found.findings, tuple(session.sent), text)


def planned(plan: Plan) -> Sequence[Sent]:
    """Return the requests that a plan would send to a server of the newest release; nothing is sent to it."""
    relay = plan.relay
    with ExitStack() as stack:
        mock = stack.enter_context(reference.opened(None, "user", writes=plan.writes)).mock
        host = relay if isinstance(relay, RelayHost) else _named(relay) if relay else None
        settled = reference.first_settings(None, None, host, resolves_nothing=True)
        mock.reset(settings=settled)
        own = RelayHost(host.host, host.ports, host.token_url, (mock,)) if host else None
        limits = Limits(own.places if own else frozenset(), plan.writes)
        session = stack.enter_context(GuardedSession(mock.url, SignIn(*mock.credentials), limits))
        server = CommandServer(session, own)
        with restored(server, plan.writes, ""):
            look(server, plan.probes)
        return tuple(session.sent)


def _named(where: str) -> RelayHost:
    host, ports = relay_host.address(where)
    first, second, third = ports[:3]
    return RelayHost(host, (first, second, third), f"http://{host}/idp/token", ())


def _relay(plan: Plan, stack: ExitStack) -> RelayHost | None:
    if isinstance(plan.relay, str):
        return stack.enter_context(relay_host.opened(plan.relay, plan.relay_certificate, plan.relay_key))
    return plan.relay


def _session(plan: Plan, relay: RelayHost | None) -> GuardedSession:
    limits = Limits(relay.places if relay else frozenset(), plan.writes)
    return GuardedSession(plan.url, plan.credentials, limits, ca=plan.ca, timeout=plan.timeout)


def _settings(server: CommandServer, relay: RelayHost | None) -> Any:
    profile = scenario_file.profile_of(server.profile)
    try:
        resolves_nothing = server.resolves_nothing
    except NotSeen:
        resolves_nothing = True
    return reference.first_settings(server.release, profile, relay, resolves_nothing=resolves_nothing)
