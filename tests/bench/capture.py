"""Budgets of the relay under load: mails a second, and what one costs the server, which is a process of its own."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from statistics import median
from typing import Self

from tests.bench import serve
from tests.bench.floor import mail
from tests.bench.measure import Row, by_turns, seconds

MAILS = 100
"""Mails of one measurement."""

ROUNDS = 9
EACH = {1: "one mail a connection", 20: "20 mails a connection"}


def rows() -> Iterator[Row]:
    """Both, for one mail a connection and for twenty."""
    with Child("mockkf") as mock, Child("bare") as bare:
        for each, name in EACH.items():
            rates, bare_rates, costs, bare_costs = loads(mock, bare, each)
            rate = median(rates) / median(bare_rates)
            shown = f"{median(rates):.0f} /s", f"{median(bare_rates):.0f} /s", f"{rate:.2f} x"
            yield Row(f"capture rate, {name} (floor: bare aiosmtpd)", *shown, ">= 0.95 x", rate >= 0.95)
            cost = median(costs) / median(bare_costs)
            shown = f"{median(costs) * 1e3:.2f} ms", f"{median(bare_costs) * 1e3:.2f} ms", f"{cost:.2f} x"
            yield Row(f"server CPU a message, {name}", *shown, "<= 1.15 x", cost <= 1.15)


class Child:
    """A mail server in a process of its own that tells how much CPU time it has used."""

    def __init__(self, kind: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", serve.__name__, kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.port = int(self._answer())

    def account(self) -> tuple[float, int]:
        """Seconds of CPU time used and mails held so far."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        used, held = self._answer().split()
        return float(used), int(held)

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=10)


def deliver(port: int, each: int) -> None:
    """All mails of one measurement, so many over each connection."""
    for _ in range(MAILS // each):
        mail(port, each)


def loads(mock: Child, bare: Child, each: int) -> tuple[list[float], ...]:
    """Mails a second of both servers, and seconds of CPU a mail of both."""
    costs: tuple[list[float], list[float]] = [], []

    def load(server: Child, noted: list[float]) -> Callable[[], float]:
        def send() -> float:
            used_before, held_before = server.account()
            took = seconds(lambda: deliver(server.port, each))
            used, held = server.account()
            if held - held_before != MAILS:
                raise RuntimeError(f"of {MAILS} mails {held - held_before} were kept")
            noted.append((used - used_before) / MAILS)
            return MAILS / took

        return send

    rates = by_turns(ROUNDS, load(mock, costs[0]), load(bare, costs[1]), warm=1)
    return *rates, costs[0][1:], costs[1][1:]
