"""A search never fails because of one mail: an unreadable value does not match, and the failure reports it."""

import smtplib
from typing import Any

import pytest

from mockkf import Message, MockKeyfactor
from mockkf.testing.matchers import CRITERIA, text
from mockkf.testing.predicates import Criterion
from tests.control.test_control import ask
from tests.mime.corpus import EXPECTED, octets

NAMES = ["subject", "text", "html", "link", "attachment"]
HOSTILE = [
    b"Content-Type: text/plain; charset=undefined\r\n\r\nhello\r\n",
    b"Message-ID: <[83c48d-JFBVALKQ====@microsoft.com]>\r\n\r\nhello\r\n",
    b'Reply-To: "\r\n\r\nhello\r\n',
    b"Content-Type: message/rfc822\r\n\r\n" * 1_000,
]


def send(mock: MockKeyfactor, *mails: bytes) -> None:
    """Send mails directly to the relay."""
    with smtplib.SMTP(mock.relay.host, mock.relay.smtp, local_hostname="app", timeout=5) as client:
        for mail in mails:
            client.sendmail("a@example.com", ["b@example.com"], mail)


def refuse(message: Message) -> bool:
    """A function that fails on mail without HTML."""
    return str(message.html).index("<p>") >= 0


def test_every_mail_of_the_corpus_can_be_searched(mockkf: MockKeyfactor) -> None:
    """Each criterion finds the other mail, in Python and over the control API."""
    send(mockkf, *map(octets, EXPECTED), *HOSTILE, b"Subject: good\r\nX-Good: yes\r\n\r\nfine https://a.example\r\n")
    last = len(mockkf.mailbox)

    assert [one.id for one in mockkf.mailbox.find(subject="good", text="fine https://a.example")] == [last]
    assert [one.id for one in mockkf.mailbox.find(header={"X-Good": "yes"}, link="https://a.example")] == [last]
    for query in ("text=fine*", "header=X-Good:yes", "link=https://a.example", "attachment=false&subject=good"):
        answer = ask(mockkf, f"/messages?{query}&limit=1000")
        assert answer.status_code == 200
        assert [one["id"] for one in answer.json()["messages"]] == [last]


def test_every_mail_of_the_corpus_is_told_whole(mockkf: MockKeyfactor) -> None:
    """The control API returns the mail with its defects and the metadata of its attachments."""
    send(mockkf, *map(octets, EXPECTED))

    for number, name in enumerate(EXPECTED, 1):
        told = ask(mockkf, f"/messages/{number}").json()
        assert told["subject"] == EXPECTED[name]["subject"]
        assert told["defects"] == [*mockkf.mailbox.all[number - 1].defects]
        assert [one["part_id"] for one in told["attachments"]] == [
            one["part_id"] for one in EXPECTED[name].get("attachments", [])
        ]


def test_a_function_that_fails_on_a_mail_does_not_fit_it(mockkf: MockKeyfactor) -> None:
    """The search finds the other mail, and the near misses show the error for this one."""
    send(mockkf, b"Subject: one\r\n\r\ntext\r\n", b"Subject: two\r\nContent-Type: text/html\r\n\r\n<p>\r\n")

    assert [one.subject for one in mockkf.mailbox.find(refuse)] == ["two"]
    with pytest.raises(AssertionError) as failure:
        mockkf.mailbox.expect(2, refuse, timeout=0.01)
    assert "message 1 from a@example.com to b@example.com: refuse cannot be read: ValueError" in str(failure.value)


def test_a_function_that_fails_never_proves_that_nothing_came(mockkf: MockKeyfactor) -> None:
    """`expect_none` reports a mail that it could not compare, unless another criterion excludes it."""
    send(mockkf, b"Subject: one\r\n\r\ntext\r\n")

    mockkf.mailbox.expect_none(refuse, subject="two")
    mockkf.mailbox.expect_none(subject="two", text=lambda text: text.index("html") > 0)
    with pytest.raises(AssertionError) as failure:
        mockkf.mailbox.expect_none(refuse, subject="one")
    assert str(failure.value).splitlines() == [
        "expected no message with refuse=True, subject='one', but could not check 1:",
        "  message 1 from a@example.com to b@example.com: refuse cannot be read: ValueError('substring not found')",
    ]


@pytest.mark.parametrize("wanted", ["x", True, None])
def test_a_criterion_that_cannot_be_read_does_not_fit(mockkf: MockKeyfactor, wanted: Any) -> None:
    """A criterion that cannot be read does not match, nor does its inverse."""

    def fail(message: Message) -> str:
        raise LookupError(message.id)

    send(mockkf, b"\r\ntext\r\n")
    [message] = mockkf.mailbox.all
    matcher = Criterion("broken", fail)(wanted)

    assert (matcher(message), (~matcher)(message)) == (False, False)
    assert matcher.differences(message) == ["broken cannot be read: LookupError(1)"]
    assert (matcher | text("text"))(message)


@pytest.mark.parametrize("name", NAMES)
def test_a_wanted_function_that_fails_does_not_fit(mockkf: MockKeyfactor, name: str) -> None:
    """The failure names the criterion whose function cannot read the value."""
    send(mockkf, b"Subject: s\r\n\r\ntext\r\n")
    [message] = mockkf.mailbox.all

    matcher = CRITERIA[name](lambda actual: actual / 0)

    assert not matcher(message)
    if name not in {"link", "attachment"}:
        assert matcher.differences(message)[0].startswith(f"{name} cannot be read: TypeError")
