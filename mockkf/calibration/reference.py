"""The mock that a server is compared with: the same probes, and the options with which it answers alike."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.credentials import SignIn
from mockkf.calibration.looking import look, restored
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.probe import Probe
from mockkf.calibration.relay_host import RelayHost
from mockkf.calibration.safety import Limits
from mockkf.calibration.session import GuardedSession
from mockkf.command import register
from mockkf.config import Settings
from mockkf.errors import ConfigurationError
from mockkf.model import DEVIATIONS, Account, Profile
from mockkf.scenario import change_settings
from mockkf.server import MockKeyfactor

Seen = Mapping[str, "str | NotSeen"]

PLACEHOLDER = "calibrated"
"""The name and the secret of the account in a scenario whose server accepts only its own accounts."""

FAULTS = (
    {"step": "relay.resolve", "host": "*.invalid", "trouble": "unknown_host"},
    {"step": "idp.connect", "host": "*.invalid", "trouble": "unknown_host"},
)
"""The faults with which the mock resolves no host under .invalid, like the resolvers of the world."""

ACCOUNT = (Account(PLACEHOLDER, PLACEHOLDER),)

CHOICES: Mapping[str, Sequence[Any]] = {
    "unsupported_version": ("refuse", "nearest"),
    "sender_address": (True, False),
    "hidden_secrets": ("null", "omit", "object", "address"),
    "missing_password": ("refuse", "keep"),
    "tls_profile": ("port-aware", "mailkit", "system-net-mail"),
    "oauth_client_auth": ("form", "basic"),
    "oauth_discovery": (False, True),
    "auth": ("any", "basic", "bearer", "off"),
    "users": (ACCOUNT,),
    "release": ("25.5", "25.1"),
}
"""The values of an option that are tried if a rule of the option differs."""

FROM_SEEN: Mapping[str, Callable[[str], Any]] = {
    "test_failure_status": lambda seen: seen[:3],
    "test_subject": lambda seen: seen,
    "test_text": lambda seen: seen,
    "base_paths": lambda seen: [seen.removeprefix("under ")],
}
"""The value of an option that follows from what was seen of its rule."""

ALSO: Mapping[str, tuple[str, ...]] = {
    "challenge": ("auth",),
    "credentials-none": ("auth",),
    "nulls-out": ("hidden_secrets",),
}
"""Options that change what is seen of a rule, in addition to the switch of the rule."""


@dataclass(frozen=True)
class ReferenceMock:
    """A mock that is calibrated like the server; `relay` is the one that the server used, `kind` its credentials."""

    mock: MockKeyfactor
    relay: RelayHost | None
    kind: str
    writes: bool

    def run(self, settings: Settings, wanted: Sequence[Probe]) -> dict[str, str | NotSeen]:
        """Return what the probes see of a mock with these settings."""
        self.mock.reset(settings=settings)
        relay = self.relay and replace(self.relay, mocks=(self.mock,))
        limits = Limits(relay.places if relay else frozenset(), self.writes)
        with GuardedSession(self.mock.url, self._credentials(settings), limits) as session:
            server = CommandServer(session, relay, is_watched=False)
            with restored(server, self.writes, PLACEHOLDER):
                return look(server, wanted)

    def _credentials(self, settings: Settings) -> SignIn:
        if settings.auth == "bearer" or (self.kind == "token" and settings.auth in {"any", "off"}):
            return SignIn(token=settings.clients[0].secret if settings.clients else PLACEHOLDER)
        return SignIn(*self.mock.credentials)


@contextmanager
def opened(relay: RelayHost | None, kind: str, *, writes: bool) -> Iterator[ReferenceMock]:
    """Start a mock to compare with, and yield it as a reference."""
    with MockKeyfactor(settings=Settings()) as mock:
        yield ReferenceMock(mock, relay, kind, writes)


def first_settings(
    release: str | None, profile: Profile | None, relay: RelayHost | None, *, resolves_nothing: bool
) -> Settings:
    """Return the settings of a mock in the place of the server: its release, its profile, its surroundings."""
    settings = change_settings(Settings(), hosts=relay.hosts if relay else [])
    if release:
        with suppress(ConfigurationError):
            settings = change_settings(settings, release=release)
    settings = replace(settings, profile=profile) if profile else settings
    return change_settings(settings, faults=list(FAULTS)) if resolves_nothing else settings


@cache
def _switches() -> Mapping[str, str]:
    return {rule.name: rule.switch for rule in register() if rule.switch}


def options_of(rule: str) -> tuple[str, ...]:
    """Return the options that change what is seen of a rule."""
    switch = _switches().get(rule)
    return (*([switch] if switch else []), *ALSO.get(rule, ()))


def values(option: str, rule: str, seen: str, settings: Settings) -> Iterator[Any]:
    """Yield the values of an option to try, for a rule of which this was seen."""
    if option == "strict":
        name = rule.removeprefix("deviation-")
        name = "member-case" if rule == "member-case-in" else name
        level = "error" if seen.startswith("refused") else "warn"
        if name in DEVIATIONS:
            yield {**settings.strict.levels, name: level}
    elif option in FROM_SEEN:
        yield FROM_SEEN[option](seen)
    else:
        yield from CHOICES.get(option, ())


def path_of(url: str) -> str:
    """Return the base path in a URL."""
    return urlsplit(url).path.rstrip("/")
