"""Calls of a megabyte each: the journal keeps a bounded number of bytes, and says what it dropped."""

import json

import pytest

from mockkf import MockKeyfactor
from tests.soak.clients import Web, still_works
from tests.soak.outcome import Outcome, Scale
from tests.soak.resources import MIB, cost

ITEM = 1
TITLE = "bytes of the journal"

BODIES = (
    {"Host": "h" * 1_000_000},
    {"Port": list(range(130_000))},
    {"SenderName": {str(number): "x" * 20 for number in range(400)}, "Host": "h" * 900_000},
    {f"Unknown{number}": "x" * 2_000 for number in range(490)},
)
"""A long text, a large value of a wrong type, and many members."""


def attack(scale: Scale) -> Outcome:
    """Send the calls, then expect that one of the dropped never was."""
    number, bodies = scale.of(1_000, 20), [json.dumps(body).encode() for body in BODIES]
    with MockKeyfactor(call_memory=MIB // 8) as mock, Web(mock) as web, cost(most=80) as found:
        for turn in range(number):
            assert web.api("PUT", "/SMTP", bodies[turn % len(bodies)]).status == 400
        kept, dropped = len(mock.journal), mock.state.dropped["calls"]
        assert kept + dropped == number
        with pytest.raises(AssertionError, match=f"{dropped} calls were dropped"):
            mock.journal.expect_none(id=1)
        still_works(mock)
    return Outcome(f"{number:,} calls of 1 MiB", f"drops told, {found}")
