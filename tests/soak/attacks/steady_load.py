"""All that users do, at once and for long: memory, file descriptors and threads stay as after the first laps."""

import smtplib
import ssl
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from time import perf_counter

from mockkf import MockKeyfactor
from tests.soak.clients import Web, deliver
from tests.soak.outcome import Outcome, Scale
from tests.soak.resources import Held, held, memory
from tests.support.command import Command

ITEM = 10
TITLE = "steady load"

SECONDS = 900
LAPS, WARM = 10, 3
"""After each lap it is measured what is held; the first laps fill the stores up to their limits."""

ALLOWED = 12.0
"""By how many MiB memory may grow after the laps that fill the stores."""

MAIL = b"Subject: steady\r\nFrom: a@example.com\r\n\r\n" + b"x" * 2_000


def attack(scale: Scale) -> Outcome:
    """Let each kind of user work in a thread of its own, and measure after each lap."""
    rounds = 0
    with MockKeyfactor(message_limit=1_000, call_limit=500) as keyfactor:
        sizes, counts, threads = list[float](), list[Held](), threading.enumerate()
        for _ in range(LAPS):
            rounds += _lap(keyfactor, SECONDS * scale.factor / LAPS)
            sizes.append(memory())
            counts.append(held(threads))
    grown, steady = max(sizes[WARM:]) - sizes[WARM - 1], max(counts[WARM:], key=_sum)
    assert _sum(steady) <= _sum(max(counts[:WARM], key=_sum)), f"{steady} are held, {counts[0]} at the beginning"
    assert scale.factor < 1 or grown <= ALLOWED, f"memory grew by {grown:.0f} MiB, allowed are {ALLOWED:g}"
    shown = f"{grown:+.1f} MiB, {steady.descriptors} fds, {steady.threads} threads"
    return Outcome(f"{rounds:,} rounds, {SECONDS * scale.factor:.0f} s", shown)


def _sum(what: Held) -> int:
    return what.descriptors + what.threads


def _lap(keyfactor: MockKeyfactor, seconds: float) -> int:
    """Let all users work for so long; return the number of their rounds."""
    end = perf_counter() + seconds
    with ThreadPoolExecutor(len(USERS)) as pool:
        return sum(pool.map(lambda use: _work(partial(use, keyfactor), end), USERS))


def _work(use: Callable[[], object], end: float) -> int:
    for done in count(1):
        use()
        if perf_counter() >= end:
            return done
    raise AssertionError


def _caller(keyfactor: MockKeyfactor) -> None:
    client = Command(keyfactor)
    client.get().raise_for_status()
    client.put().raise_for_status()
    client.test().raise_for_status()


def _sender(keyfactor: MockKeyfactor) -> None:
    deliver(keyfactor, MAIL)
    trust = ssl.create_default_context(cafile=str(keyfactor.ca_file))
    relay = keyfactor.relay
    with smtplib.SMTP(relay.host, relay.submission, local_hostname="soak", timeout=30) as client:
        client.starttls(context=trust)
        client.login("command@keyexample.com", "MySuperSecretPassword")
        client.sendmail("a@example.com", ["b@example.com"], MAIL)


def _reader(keyfactor: MockKeyfactor) -> None:
    with Web(keyfactor) as web:
        for path in ("/messages?limit=50", "/messages?subject=steady&limit=5", "/journal?limit=20", "/metrics"):
            assert web.control("GET", path).status == 200


def _team(keyfactor: MockKeyfactor) -> None:
    sandbox = keyfactor.sandbox("team")
    sandbox.faults.add("relay.recipient", reply="450 4.2.0 later", times=1)
    assert Command(sandbox).test().status_code != 200
    sandbox.reset()
    Command(sandbox).test().raise_for_status()
    sandbox.mailbox.expect_one()
    sandbox.remove()


USERS: Sequence[Callable[[MockKeyfactor], None]] = (_caller, _sender, _reader, _team)
