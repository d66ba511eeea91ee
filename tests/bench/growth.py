"""Growth: many clients at once, many sandboxes beside one another, and a stop while all threads are busy."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from http.client import HTTPConnection, HTTPException
from statistics import median
from threading import Barrier, Event, Thread
from time import perf_counter
from urllib.parse import urlsplit

from mockkf import MockKeyfactor
from mockkf.instance.mock import Mock
from tests.bench.floor import HOST
from tests.bench.measure import NOTHING, Row, by_turns, milliseconds, percentile, seconds, within

CALLS = 512
"""The calls of one round, shared among its clients."""

ROUNDS = 5
HEADERS = {"Authorization": "Basic YTpi", "x-keyfactor-requested-with": "APIClient"}
CLIFF = 0.6
"""The part of the best rate that the rate with most clients or sandboxes keeps, at least."""


def rows() -> Iterator[Row]:
    """GET /SMTP on kept connections: the rate and the slowest calls, for more clients and for more sandboxes."""
    with MockKeyfactor() as mock:
        yield from table("clients", {count: (count, [mock]) for count in (1, 8, 64)})
        sandboxes = [mock.sandbox(f"s{number}") for number in range(1_000)]
        yield from table("sandboxes, 8 clients", {count: (8, sandboxes[:count]) for count in (10, 100, 1_000)})
    (found,) = by_turns(8, stop_while_busy, warm=1)
    yield within("stop, with four busy threads", median(found), 0.010)


def table(what: str, sizes: dict[int, tuple[int, Sequence[Mock]]]) -> Iterator[Row]:
    """Yield a row for each size; the last one compares the largest size with the best."""
    latencies: dict[int, list[float]] = {size: [] for size in sizes}
    rates = by_turns(ROUNDS, *(round_of(*sizes[size], latencies[size]) for size in sizes), warm=1)
    for size, found in zip(sizes, rates, strict=True):
        p95 = milliseconds(percentile(latencies[size], 0.95))
        yield Row(f"GET /SMTP, {size:,} {what}: rate, p95", f"{median(found):.0f} /s", NOTHING, p95, NOTHING, kept=True)
    ratio = median(rates[-1]) / max(map(median, rates))
    name = f"the same: the rate with {max(sizes):,} beside the best"
    yield Row(name, NOTHING, NOTHING, f"{ratio:.2f} x", f">= {CLIFF} x", ratio >= CLIFF)


def round_of(clients: int, mocks: Sequence[Mock], latencies: list[float]) -> Callable[[], float]:
    """A measure of calls a second, when `clients` share the calls and each goes through all mocks in turn."""

    def measure() -> float:
        start = Barrier(clients + 1)
        threads = [Thread(target=_calls, args=(number, clients, mocks, start, latencies)) for number in range(clients)]
        for thread in threads:
            thread.start()
        start.wait()
        began = perf_counter()
        for thread in threads:
            thread.join()
        return CALLS / (perf_counter() - began)

    return measure


def _calls(number: int, clients: int, mocks: Sequence[Mock], start: Barrier, latencies: list[float]) -> None:
    connection = HTTPConnection(HOST, urlsplit(mocks[0].url).port or 0, timeout=30)
    connection.connect()
    paths = [f"{urlsplit(mock.url).path}/SMTP" for mock in mocks]
    start.wait()
    turns = (paths[turn % len(paths)] for turn in range(number, CALLS, clients))
    latencies.extend(seconds(partial(get, connection, path)) for path in turns)
    connection.close()


def get(connection: HTTPConnection, path: str) -> None:
    """One call, which must succeed."""
    connection.request("GET", path, headers=HEADERS)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")


def stop_while_busy() -> float:
    """A mock is stopped while four clients call it as fast as they can."""
    mock = MockKeyfactor().start()
    ended, begun = Event(), Barrier(5)

    def call() -> None:
        connection = HTTPConnection(HOST, urlsplit(mock.url).port or 0, timeout=30)
        get(connection, "/KeyfactorAPI/SMTP")
        begun.wait()
        with contextlib.suppress(OSError, HTTPException):
            while not ended.is_set():
                get(connection, "/KeyfactorAPI/SMTP")
        connection.close()

    threads = [Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    begun.wait()
    took = seconds(mock.stop)
    ended.set()
    for thread in threads:
        thread.join()
    return took
