"""Mocks in the place of a real Command, and what a calibration sees of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mockkf import Calibration, MockKeyfactor, calibrate
from mockkf.calibration import RelayHost

USER: dict[str, Any] = {"user": "KEYEXAMPLE\\jsmith", "password": "mockkf"}
UNRESOLVED: tuple[dict[str, str], ...] = (
    {"step": "relay.resolve", "host": "*.invalid", "trouble": "unknown_host"},
    {"step": "idp.connect", "host": "*.invalid", "trouble": "unknown_host"},
)
"""The faults with which a mock, like a real server, resolves no host under .invalid."""

RELAY = "relay.example.com"


def relay_of(mock: MockKeyfactor) -> RelayHost:
    """The mock's own mail server in the role of a relay, because a mock sends no mail anywhere else."""
    return RelayHost(RELAY, (25, 587, 465), "http://idp.example.com/token", (mock,))


@contextmanager
def server(**options: Any) -> Iterator[MockKeyfactor]:
    """A mock that resolves no host under .invalid, like a real Command."""
    ports = {"25": "starttls", "587": "starttls", "465": "starttls"}
    given: dict[str, Any] = {"faults": list(UNRESOLVED), "hosts": [{"name": RELAY, "ports": ports}], **options}
    with MockKeyfactor(**given) as mock:
        yield mock


def calibrated(mock: MockKeyfactor, *, relay: bool = False, **more: Any) -> Calibration:
    """What a calibration finds."""
    user, password = mock.credentials
    given: dict[str, Any] = {"user": user, "password": password, **more}
    return calibrate(mock.url, relay=relay_of(mock) if relay else None, **given)


def differing(found: Calibration) -> dict[str, str | None]:
    """The rules that differ, with their options."""
    return {finding.rule: finding.option for finding in found.differences}


def seen(found: Calibration) -> dict[str, str]:
    """What was seen of each rule."""
    return {finding.rule: finding.server or f"not seen: {finding.why}" for finding in found.findings}
