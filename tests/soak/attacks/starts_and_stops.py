"""Starts and stops, some in the middle of a mail: every port, thread and file is gone after each."""

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

from mockkf import MockKeyfactor
from tests.soak.clients import ENVELOPE, Smtp, Web, deliver
from tests.soak.outcome import Outcome, Scale
from tests.soak.resources import cost

ITEM = 10
TITLE = "starts and stops"


def attack(scale: Scale) -> Outcome:
    """Start a mock, use it in one of several ways, and stop it."""
    number = scale.of(300, 5)
    with cost(most=40) as found:
        took = [_life(USES[turn % len(USES)]) for turn in range(number)]
    return Outcome(f"{number} mocks", f"median {median(took) * 1000:.0f} ms, {found}")


def _life(use: Callable[[MockKeyfactor], object]) -> float:
    """Return the seconds of start and stop."""
    began = perf_counter()
    mock = MockKeyfactor().start()
    started = perf_counter() - began
    left = use(mock)
    began = perf_counter()
    mock.stop()
    stopped = perf_counter() - began
    if isinstance(left, Smtp):
        left.close()
    return started + stopped


def _call(mock: MockKeyfactor) -> None:
    with Web(mock) as web:
        assert web.api("GET", "/SMTP").status == 200
        assert web.control("GET", "/messages").status == 200


def _half_a_mail(mock: MockKeyfactor) -> Smtp:
    client = Smtp(mock)
    assert client.say(b"EHLO soak", *ENVELOPE, b"DATA").startswith(b"354")
    return client


def _sandbox(mock: MockKeyfactor) -> None:
    deliver(mock.sandbox("a"), b"Subject: x\r\n\r\nHello")
    mock.reset()


USES: Sequence[Callable[[MockKeyfactor], object]] = (
    lambda _: None,
    lambda mock: deliver(mock, b"Subject: x\r\n\r\nHello"),
    _call,
    _half_a_mail,
    _sandbox,
)
