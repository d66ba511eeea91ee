"""Durations, wherever Python takes one: seconds, a timedelta, or text as on the command line."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from mockkf import MockKeyfactor
from mockkf.errors import ConfigurationError
from mockkf.remote import RemoteKeyfactor

LATE = timedelta(milliseconds=1)
PLACES: dict[str, Callable[[MockKeyfactor, Any], Any]] = {
    "mailbox.wait_for": lambda mock, time: mock.mailbox.wait_for(timeout=time),
    "mailbox.await_for": lambda mock, time: asyncio.run(mock.mailbox.await_for(timeout=time)),
    "mailbox.expect_one": lambda mock, time: mock.mailbox.expect_one(timeout=time),
    "mailbox.aexpect_one": lambda mock, time: asyncio.run(mock.mailbox.aexpect_one(timeout=time)),
    "mailbox.expect": lambda mock, time: mock.mailbox.expect(1, timeout=time),
    "mailbox.aexpect": lambda mock, time: asyncio.run(mock.mailbox.aexpect(1, timeout=time)),
    "mailbox.expect_none": lambda mock, time: mock.mailbox.expect_none(within=time),
    "mailbox.aexpect_none": lambda mock, time: asyncio.run(mock.mailbox.aexpect_none(within=time)),
    "journal.wait_for": lambda mock, time: mock.journal.wait_for(timeout=time),
    "journal.await_for": lambda mock, time: asyncio.run(mock.journal.await_for(timeout=time)),
    "journal.expect": lambda mock, time: mock.journal.expect(timeout=time),
    "journal.aexpect": lambda mock, time: asyncio.run(mock.journal.aexpect(timeout=time)),
    "journal.expect_none": lambda mock, time: mock.journal.expect_none(within=time),
    "journal.aexpect_none": lambda mock, time: asyncio.run(mock.journal.aexpect_none(within=time)),
    "clock.advance": lambda mock, time: mock.clock.advance(time),
    "a fault": lambda mock, time: mock.faults.add("relay.data", delay=time),
    "an option": lambda mock, time: mock.change(step_timeout=time),
}
"""Each place that takes a duration."""


@pytest.mark.parametrize("place", PLACES)
def test_every_place_takes_each_form(mockkf: MockKeyfactor, place: str) -> None:
    """Text with a unit, a timedelta and a number are accepted; other values are refused with what is allowed."""
    for time in ("1ms", "0.001", LATE, 0.001):
        try:
            PLACES[place](mockkf, time)
        except AssertionError as failure:
            assert "within 0.001 s" in str(failure)  # noqa: PT017 - not every place waits
    allowed = r'a number of seconds, or text such as "500ms", "5s"|needs an action'
    for wrong in ("5 sec", "", None, True, -1, "-1s", float("nan"), "1s1"):
        with pytest.raises(ConfigurationError, match=allowed):
            PLACES[place](mockkf, wrong)


def test_a_remote_mock_takes_the_same(mockkf: MockKeyfactor) -> None:
    """`RemoteKeyfactor` parses a duration before it sends a request."""
    with RemoteKeyfactor(mockkf.url) as remote:
        assert remote.clock.advance("1m 30s") == 90
        assert remote.clock.advance(timedelta(seconds=1)) == 91
        remote.faults.add("relay.data", delay="2s")
        assert mockkf.faults[1].value.actions[0].pause == 2
        with pytest.raises(AssertionError, match=r"within 0\.001 s"):
            remote.mailbox.expect_one(timeout="1ms")
