"""A mail server and an identity provider to which the server under test sends test mails, and what arrived there."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from mockkf.errors import ConfigurationError, PortUnavailable
from mockkf.model import Message, TokenRequest
from mockkf.server import MockKeyfactor
from mockkf.testing import PlannedFault
from mockkf.tls import Certificates, GivenCertificate

NEVER = 10**6
"""A fault after this many calls never fires; it counts the calls at its step."""

COUNTED = ("relay.banner", "relay.hello", "relay.tls", "relay.login")
PLAIN, STARTTLS, IMPLICIT, NOTHING = "plain text", "STARTTLS", "TLS from the first byte", "no connection"


@dataclass
class Arrival:
    """What one test mail caused at the relay: how often each step was crossed, the mails, the token requests.

    `fired` is how often a planned fault fired.
    """

    steps: dict[str, int] = field(default_factory=dict)
    mails: tuple[Message, ...] = ()
    tokens: tuple[TokenRequest, ...] = ()
    fired: int = 0

    @property
    def opening(self) -> str:
        """How the client opened the connection."""
        if self.steps.get("relay.tls"):
            return STARTTLS
        if self.steps.get("relay.hello"):
            return PLAIN
        return IMPLICIT if self.steps.get("relay.banner") else NOTHING


@dataclass(frozen=True)
class RelayHost:
    """A relay under the name `host`, with ports that stand for 25, 587 and 465; each of them begins in plain text.

    So the way in which a client opens TLS is seen even if it trusts no certificate of the relay. `mocks` capture the
    mail; the first one also issues the tokens at `token_url`.
    """

    host: str
    ports: tuple[int, int, int]
    token_url: str
    mocks: Sequence[MockKeyfactor] = field(repr=False)

    @property
    def hosts(self) -> list[dict[str, Any]]:
        """The declaration of this host in a scenario."""
        return [{"name": self.host, "ports": {str(port): "starttls" for port in self.ports}}]

    @property
    def places(self) -> frozenset[str]:
        """The host names that a test mail may name."""
        from urllib.parse import urlsplit

        return frozenset({self.host.lower(), (urlsplit(self.token_url).hostname or "").lower()})

    @contextmanager
    def watching(self, *faults: tuple[str, dict[str, Any]]) -> Iterator[Arrival]:
        """Yield an `Arrival` that is complete after the block; `faults` are planned during the block."""
        arrival = Arrival()
        first = self.mocks[0]
        mails = [mock.mailbox.all[-1].id if len(mock.mailbox) else 0 for mock in self.mocks]
        tokens = len(first.idp.requests)
        with ExitStack() as planned:
            counters: dict[str, list[PlannedFault]] = {step: [] for step in COUNTED}
            for mock in self.mocks:
                for step in COUNTED:  # a fault that fires hides the call from those behind it
                    counters[step].append(mock.faults.add(step, after=NEVER, reply="421 4.3.0 never"))
            faulty = [mock.faults.add(step, **members) for mock in self.mocks for step, members in faults]
            for counter in (*faulty, *(one for same in counters.values() for one in same)):
                planned.callback(counter.remove)
            yield arrival
            arrival.fired = sum(fault.fired for fault in faulty)
            arrival.steps = {step: sum(counter.seen for counter in same) for step, same in counters.items()}
        arrival.mails = tuple(
            message
            for mock, last in zip(self.mocks, mails, strict=True)
            for message in mock.mailbox.all
            if message.id > last
        )
        arrival.tokens = first.idp.requests[tokens:]


@contextmanager
def opened(where: str, certificate: str | None = None, key: str | None = None) -> Iterator[RelayHost]:
    """Start a relay for `HOST:25,587,465`, with a fourth port for tokens if given, and yield it.

    Raise `ConfigurationError` for another form, or if a port cannot be opened.
    """
    host, ports = address(where)
    smtp, submission, smtps, http = (*ports, 0)[:4]
    certificates = _certificates(certificate, key)
    with ExitStack() as stack:
        options: dict[str, Any] = {"host": "0.0.0.0", "auth": "off"}
        try:
            first = stack.enter_context(
                MockKeyfactor(
                    certificates=certificates, smtp_port=smtp, submission_port=submission, http_port=http, **options
                )
            )
            second = stack.enter_context(MockKeyfactor(certificates=certificates, smtp_port=smtps, **options))
        except PortUnavailable as error:  # its option is none of the relay's
            raise ConfigurationError(f"the relay {where} cannot be opened. {error}") from None
        numbers = (first.relay.smtp, first.relay.submission, second.relay.smtp)
        port = first.url.split("/")[2].rpartition(":")[2]
        yield RelayHost(host, numbers, f"http://{_in_url(host)}:{port}/idp/token", (first, second))


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def address(where: str) -> tuple[str, tuple[int, ...]]:
    """Return host and ports of `HOST:25,587,465`; raise `ConfigurationError` for another form."""
    host, colon, listed = where.rpartition(":")
    words = listed.split(",")
    numbers = tuple(int(word) for word in words if word.isascii() and word.isdigit() and int(word) < 2**16)
    if not (host and colon and len(numbers) == len(words) and len(words) in {3, 4}):
        raise ConfigurationError(
            f"the relay must be HOST:PORTS with three ports that stand for 25, 587 and 465, and a fourth one for "
            f"tokens if it matters, such as mail.example.com:25,587,465,8480, not {where!r}"
        )
    return host.strip("[]"), numbers


def _certificates(certificate: str | None, key: str | None) -> Certificates | None:
    if (certificate is None) != (key is None):
        raise ConfigurationError(
            "a relay certificate needs its key, and a key its certificate: give both files or none"
        )
    return GivenCertificate(certificate, key) if certificate is not None and key is not None else None
