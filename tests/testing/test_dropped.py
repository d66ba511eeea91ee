"""What went for want of room is never silent: limits, and what expectations say of it."""

import smtplib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests

from mockkf import MockKeyfactor, MockkfWarning
from mockkf.errors import Conflict
from mockkf.remote import RemoteKeyfactor

Expect = Callable[[MockKeyfactor], Any]


def deliver(mock: MockKeyfactor, *subjects: str, size: int = 10) -> None:
    """Send mails of these subjects by a client that connects directly."""
    with smtplib.SMTP(mock.relay.host, mock.relay.smtp, timeout=10) as client:
        for subject in subjects:
            client.sendmail("a@example.com", ["b@example.com"], f"Subject: {subject}\r\n\r\n{'x' * size}\r\n")


@pytest.fixture(params=["in this process", "over the control API"])
def crowded(request: pytest.FixtureRequest, mockkf_factory: Callable[..., MockKeyfactor]) -> Iterator[Any]:
    """A mock that holds two messages and two calls, and was sent three of each."""
    mock = mockkf_factory(message_limit=2, call_limit=2)
    deliver(mock, "one", "two", "three")
    for path in ("one", "two", "three"):
        requests.get(f"{mock.url}/{path}", auth=mock.credentials, timeout=10)
    if request.param == "in this process":
        yield mock
    else:
        with RemoteKeyfactor(mock.url) as remote:
            yield remote


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


def test_the_journal_says_what_was_dropped(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """`GET /mockkf/journal` has the number, the last id and the last time of what was dropped, and `find` its rest."""
    mock = mockkf_factory(message_limit=2, call_limit=2)
    deliver(mock, "one", "two", "three")
    times = [(requests.get(f"{mock.url}/{path}", timeout=10), mock.journal[-1].received)[1] for path in "abcd"]

    journal = requests.get(f"{mock.control_url}/journal?path=/a", timeout=10).json()

    assert (journal["calls"], journal["dropped"]) == ([], {"calls": 2, "messages": 1, "connections": 0})
    assert journal["last_dropped"]["calls"] == {"id": 2, "received": times[1].isoformat()}
    assert journal["last_dropped"]["messages"]["id"] == 1


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


def test_snapshots_keep_no_more_than_the_room_of_mail(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """Snapshots together keep no more mail than `message_memory`; mail that two of them have counts once."""
    mock = mockkf_factory(message_memory=100_000)
    deliver(mock, "one", size=70_000)
    mock.snapshots.put(mock.snapshot(), "first")
    mock.snapshots.put(mock.snapshot(), "same")
    mock.reset()
    deliver(mock, "two", size=70_000)

    with pytest.raises(Conflict, match=r"message_memory is 100000; delete one"):
        mock.snapshots.put(mock.snapshot(), "second")


def subjects(mock: MockKeyfactor) -> list[str]:
    """The subjects of the mailbox, oldest first."""
    return [message.subject for message in mock.mailbox.all]


def test_mail_in_mailbox_and_snapshots_counts_once(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """A snapshot of the mailbox takes no room of its own."""
    mock = mockkf_factory(message_memory=100_000)
    deliver(mock, "one", "two", size=30_000)
    mock.snapshots.put(mock.snapshot(), "first")

    deliver(mock, "three", size=30_000)

    assert subjects(mock) == ["one", "two", "three"]


def test_the_mailbox_gives_way_to_snapshots(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """What only a snapshot contains counts too: the mailbox drops its oldest mail, and the failure says why."""
    mock = mockkf_factory(message_memory=100_000)
    deliver(mock, "kept", size=50_000)
    mock.snapshots.put(mock.snapshot(), "first")
    mock.reset()

    deliver(mock, "one", "two", size=30_000)

    assert subjects(mock) == ["two"]
    said = r"1 message was dropped \(message_limit 10000, message_memory 100000, of which snapshots keep 50\d+\)"
    with pytest.raises(AssertionError, match=said):
        mock.mailbox.expect_none(subject="one")
    mock.restore(mock.snapshots.get("first"))
    assert subjects(mock) == ["kept"]


def test_mail_that_a_snapshot_keeps_stays(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """To drop it from the mailbox would free nothing, so newer mail goes; the newest always stays."""
    mock = mockkf_factory(message_memory=100_000)
    deliver(mock, "kept", size=90_000)
    mock.snapshots.put(mock.snapshot(), "first")

    deliver(mock, "one", "two", size=30_000)
    assert subjects(mock) == ["kept", "two"]
    mock.snapshots.remove("first")
    deliver(mock, "three", size=30_000)

    assert subjects(mock) == ["two", "three"]
    assert mock.state.drops["messages"].last_id == 2


def test_removed_mail_that_a_snapshot_keeps_still_counts(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """Mail that is removed from the mailbox takes room as long as a snapshot keeps it."""
    mock = mockkf_factory(message_memory=100_000)
    deliver(mock, "kept", "one", size=45_000)
    mock.snapshots.put(mock.snapshot(), "first")

    mock.mailbox.clear()
    deliver(mock, "two", "three", size=8_000)

    assert subjects(mock) == ["three"]
    assert mock.state.dropped["messages"] == 1


def test_transcript_and_recipients_count(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """A mail with few bytes and many recipients takes room for each recipient."""
    mock = mockkf_factory(message_memory=100_000)

    with smtplib.SMTP(mock.relay.host, mock.relay.smtp, timeout=10) as client:
        for subject in ("one", "two", "three"):
            client.sendmail("a@example.com", [f"r{n}@example.com" for n in range(150)], f"Subject: {subject}\r\n\r\n")

    assert subjects(mock) == ["two", "three"]
