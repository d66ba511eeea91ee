"""Budgets of the relay under load: mails a second, and what one costs the server, which is a process of its own."""

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from statistics import median

from mockkf import MockKeyfactor
from tests.bench.child import Child
from tests.bench.floor import MailServer, mail
from tests.bench.measure import Row, by_turns, seconds

MAILS = 100
"""Mails of one measurement."""

ROUNDS = 9
EACH = {1: "one mail a connection", 20: "20 mails a connection"}


def rows() -> Iterator[Row]:
    """Both loops of the mail server beside bare aiosmtpd, in processes of their own; then in this process."""
    loops = {"": "mockkf", ", on asyncio": "mockkf-asyncio"} if find_spec("uvloop") else {"": "mockkf"}
    for words, kind in loops.items():
        with Child(kind) as mock, Child("bare") as bare:
            for each, name in EACH.items():
                rates, bare_rates, costs, bare_costs = loads(mock, bare, each)
                yield faster(f"capture rate, {name}{words} (floor: aiosmtpd)", rates, bare_rates, 1.0)
                cost = median(costs) / median(bare_costs)
                shown = f"{median(costs) * 1e3:.2f} ms", f"{median(bare_costs) * 1e3:.2f} ms", f"{cost:.2f} x"
                yield Row(f"server CPU a message, {name}{words}", *shown, "<= 1.0 x", cost <= 1.0)
    with MockKeyfactor() as mock, MailServer() as bare:
        for each, name in EACH.items():
            rates, bare_rates = by_turns(ROUNDS, *(rate(port, each) for port in (mock.relay.smtp, bare.port)), warm=1)
            yield faster(f"capture rate in this process, {name}", rates, bare_rates, 1.3)


def faster(what: str, rates: Sequence[float], floor: Sequence[float], least: float) -> Row:
    """A row for rates, of which the median of the ratios has a limit."""
    found = median(one / other for one, other in zip(rates, floor, strict=True))
    return Row(
        what, f"{median(rates):.0f} /s", f"{median(floor):.0f} /s", f"{found:.2f} x", f">= {least} x", found >= least
    )


def rate(port: int, each: int) -> Callable[[], float]:
    """A measure of mails a second at `port`, where the server is in this process."""
    return lambda: MAILS / seconds(lambda: deliver(port, each))


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
