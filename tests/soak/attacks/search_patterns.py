"""Search patterns that take exponential time, while others use the mock."""

import threading
from time import perf_counter
from urllib.parse import quote

from mockkf import MockKeyfactor
from tests.soak.clients import Web, deliver
from tests.soak.outcome import Outcome, Scale

ITEM = 1
TITLE = "search patterns"

PATTERNS = (
    "^(a|aa)+$",
    "^(a+)+$",
    "^(.*a){20}$",
    r"^(\w+\s?)+$",
    "^(a|a?)+$",
    "^((a|aa)+b?)+$",
    "(?=(a|aa)+$)b",
    "^(?:a|aa){1,400}$",
)
LONGEST = 8.0
"""The maximum seconds of an answer on a busy machine; the time limit of all patterns of a request is one second."""


def attack(scale: Scale) -> Outcome:
    """Search for each pattern in subject and text; measure these answers and those to another client."""
    with MockKeyfactor() as mock:
        deliver(mock, b"Subject: " + b"a" * 60 + b"!\r\n\r\n" + b"a" * 200 + b"!")
        over, others = threading.Event(), list[float]()
        bystander = threading.Thread(target=_use, args=(mock, over, others))
        bystander.start()
        try:
            took = [_search(mock, pattern) for pattern in PATTERNS[: scale.of(len(PATTERNS))]]
        finally:
            over.set()
            bystander.join()
    assert max(took) < LONGEST, f"a search took {max(took):.1f} s"
    assert max(others) < LONGEST / 2, f"another call took {max(others):.1f} s"
    return Outcome(f"{len(took)} of exponential time", f"{max(took):.1f} s; others wait {max(others) * 1000:.0f} ms")


def _search(mock: MockKeyfactor, pattern: str) -> float:
    began = perf_counter()
    with Web(mock) as web:
        answer = web.control("GET", f"/messages?subject=/{quote(pattern)}/&text=/{quote(pattern)}/")
    assert answer.status in (200, 400), answer.body
    return perf_counter() - began


def _use(mock: MockKeyfactor, over: threading.Event, took: list[float]) -> None:
    """Call the API until the end."""
    with Web(mock) as web:
        while not took or not over.is_set():
            began = perf_counter()
            assert web.api("GET", "/SMTP").status == 200
            took.append(perf_counter() - began)
