"""Requests with very many parameters, members and criteria."""

from collections.abc import Callable
from functools import partial
from time import perf_counter

from mockkf import MockKeyfactor
from tests.soak.clients import Answer, Web
from tests.soak.outcome import Outcome, Scale
from tests.soak.resources import cost

ITEM = 1
TITLE = "names in a request"

LONGEST = 5.0
"""The maximum seconds of an answer on a busy machine."""

LARGEST = 10_000
"""The maximum number of bytes of an answer."""


def attack(scale: Scale) -> Outcome:
    """Send filters, unknown members and unknown criteria in great numbers; each request is refused early."""
    number = scale.of(50_000, 600)
    many = {f"Member{one}": 1 for one in range(number)}
    filters = "&".join(f"text=/a{one}/" for one in range(min(number, 4_000)))
    with MockKeyfactor() as mock, Web(mock) as web, cost(most=100) as found:
        _is_refused(lambda: web.control("GET", f"/messages?{filters}"))
        _is_refused(lambda: web.control("GET", f"/journal?{filters}"))
        for method, path in (("PUT", "/SMTP"), ("POST", "/SMTP/Test"), ("POST", "/PamProviders")):
            _is_refused(partial(web.api, method, path, many))
        for method, path in (("PATCH", "/settings"), ("POST", "/faults"), ("POST", "/reset"), ("PUT", "/scenario")):
            _is_refused(partial(web.control, method, path, many))
        _is_refused(lambda: web.control("POST", "/faults", {"step": "relay.sender", "reply": "550 no", **many}))
    return Outcome(f"10 requests of {number:,}", f"refused, {found}")


def _is_refused(ask: Callable[[], Answer]) -> None:
    began = perf_counter()
    answer = ask()
    assert answer.status in (400, 413, 414, 431), answer.status
    assert len(answer.body) < LARGEST, f"an answer of {len(answer.body)} bytes"
    assert perf_counter() - began < LONGEST, f"took {perf_counter() - began:.1f} s"
