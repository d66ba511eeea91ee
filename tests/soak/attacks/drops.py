"""Items that were dropped at the limits: every expectation that could be wrong says so, over the control API too."""

import warnings
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

from mockkf import MockKeyfactor, MockkfWarning
from mockkf.remote import RemoteKeyfactor
from tests.soak.clients import Web, deliver
from tests.soak.outcome import Outcome, Scale
from tests.soak.resources import MIB

ITEM = 2
TITLE = "silence about drops"

FAILING: tuple[Callable[[Any, str], object], ...] = (
    lambda mock, first: mock.mailbox.expect_none(subject=first),
    lambda mock, _: mock.mailbox.expect_one(subject="last"),
    lambda mock, _: mock.mailbox.expect(1, subject="last"),
    lambda mock, _: mock.journal.expect_none("GET", "/first"),
    lambda mock, _: mock.journal.expect("GET", "/last"),
)
WARNING: tuple[Callable[[Any], object], ...] = (
    lambda mock: mock.mailbox.find(subject="last"),
    lambda mock: mock.mailbox.wait_for(subject="last"),
    lambda mock: mock.journal.find("GET", "/last"),
    lambda mock: mock.journal.wait_for("GET", "/last"),
)


def attack(scale: Scale) -> Outcome:
    """Send large mails and many calls, then ask for the first ones, which were dropped."""
    size, calls = scale.of(29 * MIB, MIB // 10), scale.of(1_100, 11)
    with (
        MockKeyfactor(message_memory=int(size * 8.5), call_limit=calls - 5) as mock,
        RemoteKeyfactor(mock.url) as remote,
    ):
        _fill(mock, size, calls)
        told = sum(_fails(partial(ask, face, "0")) for ask, face in product(FAILING, (mock, remote)))
        told += sum(_warns(partial(ask, face)) for ask, face in product(WARNING, (mock, remote)))
        for face in (mock, remote):
            face.mailbox.expect_one(after_id=9)
            face.journal.expect("GET", "/last", after_id=calls - 1)
    asked = 2 * (len(FAILING) + len(WARNING))
    return Outcome(f"10 mails, {calls:,} calls", f"told {told} of {asked}", told == asked)


def _fill(mock: MockKeyfactor, size: int, calls: int) -> None:
    text = (b"x" * 998 + b"\r\n") * (size // 1000)
    for number in range(10):
        subject = b"last" if number == 9 else b"%d" % number
        deliver(mock, b"Subject: %b\r\n\r\n%b" % (subject, text))
    with Web(mock) as web:
        for number in range(calls):
            web.api("GET", "/first" if not number else "/last" if number == calls - 1 else "/other")


def _fails(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except AssertionError as error:
        return "dropped" in str(error)
    return False


def _warns(ask: Callable[[], object]) -> bool:
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        ask()
    return any(one.category is MockkfWarning for one in given)
