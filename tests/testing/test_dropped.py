"""What went for want of room is never silent: limits, and what expectations say of it."""

import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests

from mockkf import MockKeyfactor, MockkfWarning
from mockkf.errors import Conflict

Expect = Callable[[MockKeyfactor], Any]


def deliver(mock: MockKeyfactor, *subjects: str, size: int = 10) -> None:
    """Send mails of these subjects by a client that connects directly."""
    with smtplib.SMTP(mock.relay.host, mock.relay.smtp, timeout=10) as client:
        for subject in subjects:
            client.sendmail("a@example.com", ["b@example.com"], f"Subject: {subject}\r\n\r\n{'x' * size}\r\n")


@pytest.fixture
def crowded(mockkf_factory: Callable[..., MockKeyfactor]) -> MockKeyfactor:
    """A mock that holds two messages and two calls, and was sent three of each."""
    mock = mockkf_factory(message_limit=2, call_limit=2)
    deliver(mock, "one", "two", "three")
    for path in ("one", "two", "three"):
        requests.get(f"{mock.url}/{path}", auth=mock.credentials, timeout=10)
    return mock


UNKNOWN: dict[str, Expect] = {
    "expect_none": lambda mock: mock.mailbox.expect_none(subject="one"),
    "expect_one": lambda mock: mock.mailbox.expect_one(subject="two"),
    "expect": lambda mock: mock.mailbox.expect(2),
    "expect none of 0": lambda mock: mock.mailbox.expect(0, subject="one"),
    "after the dropped one's forerunner": lambda mock: mock.mailbox.expect_none(subject="one", after_id=0),
}


@pytest.mark.parametrize("expect", UNKNOWN.values(), ids=UNKNOWN)
def test_what_cannot_be_known_fails(crowded: MockKeyfactor, expect: Expect) -> None:
    """An expectation that would pass fails with the count and the limits when a message was dropped."""
    with pytest.raises(AssertionError, match=r"1 message was dropped \(message_limit 2, message_memory 268435456\)"):
        expect(crowded)


CALLS: dict[str, Expect] = {
    "expect_none": lambda mock: mock.journal.expect_none("GET", "/one"),
    "expect": lambda mock: mock.journal.expect("GET", "/two"),
}


@pytest.mark.parametrize("expect", CALLS.values(), ids=CALLS)
def test_calls_that_cannot_be_known_fail(crowded: MockKeyfactor, expect: Expect) -> None:
    """The journal says the same of calls."""
    with pytest.raises(AssertionError, match=r"1 call was dropped \(call_limit 2, call_memory 67108864\)"):
        expect(crowded)


WARNED: dict[str, Expect] = {
    "find": lambda mock: mock.mailbox.find(subject="two"),
    "wait_for": lambda mock: (mock.mailbox.wait_for(subject="two"),),
    "find calls": lambda mock: mock.journal.find("GET", "/two"),
}


@pytest.mark.parametrize("find", WARNED.values(), ids=WARNED)
def test_what_is_found_comes_with_a_warning(crowded: MockKeyfactor, find: Expect) -> None:
    """What is held is found, and a warning says that there was more."""
    with pytest.warns(MockkfWarning, match="1 (message|call) was dropped"):
        found = find(crowded)

    assert len(found) == 1


KNOWN: dict[str, Expect] = {
    "after_id": lambda mock: mock.mailbox.expect_one(after_id=2, subject="three"),
    "after_id of the dropped": lambda mock: mock.mailbox.expect(2, after_id=1),
    "journal": lambda mock: mock.journal.expect("GET", "/three", after_id=2),
    "none": lambda mock: mock.mailbox.expect_none(subject="one", after_id=1),
}


@pytest.mark.parametrize("expect", KNOWN.values(), ids=KNOWN)
def test_what_was_dropped_earlier_does_not_matter(crowded: MockKeyfactor, expect: Expect) -> None:
    """Where `after_id` excludes what was dropped, all is as usual."""
    expect(crowded)


def test_received_after_excludes_what_was_dropped(crowded: MockKeyfactor) -> None:
    """Mail that is asked for by a later time than that of all dropped mail is known."""
    crowded.clock.advance("1h")
    since = crowded.clock.now() - timedelta(minutes=1)
    deliver(crowded, "four")

    assert crowded.mailbox.expect_one(received_after=since).subject == "four"


def test_reset_forgets_what_was_dropped(crowded: MockKeyfactor) -> None:
    """In a new epoch nothing was dropped yet; a restored snapshot still knows."""
    snapshot = crowded.snapshot()
    crowded.reset()
    crowded.mailbox.expect_none()

    crowded.restore(snapshot)
    with pytest.raises(AssertionError, match="1 message was dropped"):
        crowded.mailbox.expect_none(subject="one")


def test_mail_is_bounded_in_bytes(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """The oldest mail goes when there are more bytes than `message_memory`."""
    mock = mockkf_factory(message_memory=100_000)

    deliver(mock, "one", "two", "three", size=40_000)

    assert [message.subject for message in mock.mailbox.all] == ["two", "three"]
    assert mock.state.dropped == {"calls": 0, "messages": 1, "connections": 0}


def test_calls_are_bounded_in_bytes(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """The oldest calls go when they take more than `call_memory`, and a long value is cut with its length."""
    mock = mockkf_factory(call_memory=200_000)
    body = {"Host": "h" * 500_000, "Port": list(range(50_000))}

    for _ in range(20):
        requests.put(f"{mock.url}/SMTP", json=body, auth=mock.credentials, timeout=20)

    last = mock.journal[-1]
    assert last.request["Host"] == f"{'h' * 16_384}… (500000 characters)"
    assert last.request["Port"] == "… (50000 items, not kept)"
    assert 1 <= len(mock.journal) < 20
    assert mock.state.dropped["calls"] == 20 - len(mock.journal)


def test_snapshots_share_the_room_of_mail(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """Snapshots together hold no more mail than `message_memory`; mail that two of them have counts once."""
    mock = mockkf_factory(message_memory=100_000)
    deliver(mock, "one", size=70_000)
    mock.snapshots.put(mock.snapshot(), "first")
    mock.snapshots.put(mock.snapshot(), "same")
    mock.reset()
    deliver(mock, "two", size=70_000)

    with pytest.raises(Conflict, match=r"message_memory is 100000; delete one"):
        mock.snapshots.put(mock.snapshot(), "second")
