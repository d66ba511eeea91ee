"""The mailbox: criteria, expectations and failure messages."""

import asyncio
import re
import smtplib
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from typing import Any

import pytest
import trio

from mockkf import Message, MockKeyfactor
from mockkf.testing.matchers import subject, tls, to


def mail(mock: MockKeyfactor, to: str = "mjones@keyexample.com", subject: str = "Hello", text: str = "Hi!\n") -> None:
    """Send a mail directly to the relay."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "jsmith@keyexample.com", to, subject
    message.set_content(text)
    with smtplib.SMTP(mock.relay.host, mock.relay.smtp, local_hostname="app", timeout=5) as client:
        client.send_message(message)


@pytest.mark.parametrize(
    "criteria",
    [
        {},
        {"to": "mjones@keyexample.com"},
        {"to": "MJones@KeyExample.com"},
        {"to": re.compile("^mjones@")},
        {"sender": "jsmith@keyexample.com"},
        {"subject": "Hello"},
        {"subject": re.compile("^Hel")},
        {"subject": lambda subject: len(subject) == 5},
        {"text": "Hi!"},
        {"text": "Hi!\n"},
        {"text": re.compile("Hi")},
        {"user": None},
        {"tls": False},
        {"host": None, "port": None},
        {"to": "mjones@keyexample.com", "subject": "Hello", "tls": False},
    ],
)
def test_a_message_is_found_by_what_it_is(mockkf: MockKeyfactor, criteria: dict[str, Any]) -> None:
    """Criteria take values, patterns and functions, alone or together."""
    mail(mockkf)

    [message] = mockkf.mailbox.find(**criteria)
    assert message.subject == "Hello"
    assert mockkf.mailbox.expect_one(**criteria) is message


@pytest.mark.parametrize(
    "criteria",
    [{"to": "jones@keyexample.com"}, {"subject": "Hell"}, {"subject": re.compile("^ell")}, {"tls": True}, {"port": 25}],
)
def test_a_message_is_not_found_by_what_it_is_not(mockkf: MockKeyfactor, criteria: dict[str, Any]) -> None:
    """A text must match completely."""
    mail(mockkf)

    assert mockkf.mailbox.find(**criteria) == ()
    mockkf.mailbox.expect_none(**criteria)


def test_waiting_is_woken_by_the_arrival(mockkf: MockKeyfactor) -> None:
    """`expect_one` returns when the mail arrives, before the time limit."""
    with ThreadPoolExecutor() as others:
        waiting = others.submit(mockkf.mailbox.expect_one, to="late@example.com", timeout=30)
        mail(mockkf, to="other@example.com")
        mail(mockkf, to="late@example.com")

        assert waiting.result(10).envelope.recipients == ("late@example.com",)


def test_a_failure_says_what_was_awaited_and_what_came_nearest_first(mockkf: MockKeyfactor) -> None:
    """The failure lists each near miss with its differences."""
    mail(mockkf, to="other@example.com", subject="Other")
    mail(mockkf, subject="Almost")

    with pytest.raises(AssertionError) as failure:
        mockkf.mailbox.expect_one(to="mjones@keyexample.com", subject="Hello", timeout=0.01)

    assert str(failure.value).splitlines() == [
        "no message with to='mjones@keyexample.com', subject='Hello' within 0.01 s; 2 did not match, nearest first:",
        "  message 2 from jsmith@keyexample.com to mjones@keyexample.com: subject is 'Almost'",
        "  message 1 from jsmith@keyexample.com to other@example.com: to is 'other@example.com', subject is 'Other'",
    ]


def test_a_failure_says_that_nothing_came(mockkf: MockKeyfactor) -> None:
    """The failure says that no mail arrived."""
    with pytest.raises(AssertionError, match=r"no message with any content within 0\.01 s; no message came at all"):
        mockkf.mailbox.wait_for(timeout=0.01)


def test_a_failure_shows_what_the_relay_refused(mockkf: MockKeyfactor) -> None:
    """The failure lists the refusals of the relay."""
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, local_hostname="app", timeout=5) as client:
        client.ehlo()
        client.mail("a@example.com")
        client.rcpt("no address")

    with pytest.raises(AssertionError, match=r"the relay refused at the step relay.recipient: 553 5\.1\.3"):
        mockkf.mailbox.expect_one(timeout=0.01)


def test_expect_one_refuses_two(mockkf: MockKeyfactor) -> None:
    """`expect_one` fails if two messages match, and shows both."""
    mail(mockkf)
    mail(mockkf)

    with pytest.raises(AssertionError, match="but 2 came") as failure:
        mockkf.mailbox.expect_one(subject="Hello")
    assert "message 1" in str(failure.value)
    assert "message 2" in str(failure.value)


def test_expect_none_refuses_one(mockkf: MockKeyfactor) -> None:
    """The failure of `expect_none` shows the message."""
    mail(mockkf)

    with pytest.raises(AssertionError, match="expected no message with subject='Hello', but this one came"):
        mockkf.mailbox.expect_none(subject="Hello")


def test_expect_none_waits_as_long_as_it_is_told(mockkf: MockKeyfactor) -> None:
    """`expect_none` fails if a message arrives within the time limit."""
    with ThreadPoolExecutor() as others:
        waiting = others.submit(mockkf.mailbox.expect_none, within=30)
        mail(mockkf)

        with pytest.raises(AssertionError, match="expected no message"):
            waiting.result(10)


def test_an_unknown_criterion_names_those_there_are(mockkf: MockKeyfactor) -> None:
    """A misspelt criterion raises an error; it does not mean that no message matches."""
    with pytest.raises(TypeError, match=r"no criterion 'subjct'; did you mean 'subject'\?"):
        mockkf.mailbox.find(subjct="Hello")


def test_a_mailbox_that_was_taken_before_a_reset_shows_what_came_after(mockkf: MockKeyfactor) -> None:
    """The mailbox is a view, not a copy."""
    mailbox = mockkf.mailbox
    mail(mockkf)
    mockkf.reset()
    mail(mockkf, subject="After")

    assert [message.subject for message in mailbox.all] == ["After"]
    assert len(mailbox) == 1


def test_html_text_and_attachments_are_read_on_demand(mockkf: MockKeyfactor) -> None:
    """A multipart mail has each of its parts, decoded."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "Größe"
    message.set_content("Wörter\n")
    message.add_alternative("<p>Wörter</p>\n", subtype="html")
    message.add_attachment(b"\x00\x01", maintype="application", subtype="pdf", filename="a.pdf")
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.submission, local_hostname="app", timeout=5) as client:
        client.send_message(message)

    captured = mockkf.mailbox.expect_one(subject="Größe")
    assert (captured.text, captured.html) == ("Wörter\n", "<p>Wörter</p>\n")
    [attachment] = captured.attachments
    assert (attachment.filename, attachment.content_type, attachment.content) == (
        "a.pdf",
        "application/pdf",
        b"\x00\x01",
    )


@pytest.mark.parametrize(
    "raw", [b"", b"\r\n", b"no header at all", b"Subject: =?utf-8?b?////?=\r\n\r\n\xff", b"\x00" * 9]
)
def test_a_mail_that_is_no_mail_can_be_read(mockkf: MockKeyfactor, raw: bytes) -> None:
    """The raw bytes are kept; unreadable parts are empty and raise no error."""
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, local_hostname="app", timeout=5) as client:
        client.sendmail("a@example.com", ["b@example.com"], raw)

    message = mockkf.mailbox.expect_one()
    assert message.raw.rstrip(b"\r\n") == raw.rstrip(b"\r\n")
    assert isinstance(message.subject + message.text, str)
    assert message.attachments == ()


@pytest.mark.parametrize("matchers", [(to("mjones@keyexample.com") & ~tls(),), (~tls(), subject("Hello")), (len,)])
def test_a_message_is_found_by_matchers(mockkf: MockKeyfactor, matchers: tuple[Any, ...]) -> None:
    """Matchers and functions precede the criteria; all must match."""
    mail(mockkf, subject="Other")
    mail(mockkf)
    asked = tuple((lambda message: len(message.raw) > 1) if matcher is len else matcher for matcher in matchers)

    assert mockkf.mailbox.expect_one(*asked, subject="Hello").id == 2


def test_expect_waits_until_all_are_there(mockkf: MockKeyfactor) -> None:
    """`expect` returns when the last message arrives, oldest first."""
    with ThreadPoolExecutor() as others:
        waiting = others.submit(mockkf.mailbox.expect, 2, to="late@example.com", timeout=30)
        for recipient in ("late@example.com", "other@example.com", "late@example.com"):
            mail(mockkf, to=recipient)

        assert [message.id for message in waiting.result(10)] == [1, 3]


def test_expect_refuses_fewer(mockkf: MockKeyfactor) -> None:
    """The failure shows matching messages first, then the others."""
    mail(mockkf)
    mail(mockkf, subject="Other")

    with pytest.raises(AssertionError) as failure:
        mockkf.mailbox.expect(2, subject="Hello", timeout=0.01)

    assert str(failure.value).splitlines() == [
        "expected 2 messages with subject='Hello', but 1 came within 0.01 s:",
        "  message 1 from jsmith@keyexample.com to mjones@keyexample.com: 'Hello'",
        "1 more did not match, nearest first:",
        "  message 2 from jsmith@keyexample.com to mjones@keyexample.com: subject is 'Other'",
    ]


@pytest.mark.parametrize("count", [0, 1])
def test_expect_refuses_more(mockkf: MockKeyfactor, count: int) -> None:
    """`expect` fails if more messages match than expected."""
    mail(mockkf)
    mail(mockkf)

    with pytest.raises(AssertionError, match="but 2 came:"):
        mockkf.mailbox.expect(count)


def test_of_near_misses_the_more_similar_comes_first(mockkf: MockKeyfactor) -> None:
    """Messages with equally many differences are sorted by similarity."""
    for title in ("Quite other", "Hello, you", "Order"):
        mail(mockkf, subject=title)

    with pytest.raises(AssertionError, match=r"nearest first:\n  message 2 "):
        mockkf.mailbox.expect_one(subject="Hello", timeout=0)


def test_a_reset_ends_the_waiting(mockkf: MockKeyfactor) -> None:
    """A wait for mail fails at once when its epoch ends."""
    with ThreadPoolExecutor() as others:
        waiting = others.submit(mockkf.mailbox.expect_one, subject=lambda _: mockkf.reset() and False, timeout=30)
        mail(mockkf)

        with pytest.raises(AssertionError, match="before the mock was reset or stopped"):
            waiting.result(10)


def run_in_asyncio(main: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Return the result of `main`, awaited in a new event loop."""
    return asyncio.run(main())


RUNS: list[Callable[..., Any]] = [run_in_asyncio, trio.run]


@pytest.mark.parametrize("run", RUNS, ids=["asyncio", "trio"])
def test_every_question_can_be_awaited(mockkf: MockKeyfactor, run: Callable[..., Any]) -> None:
    """The async methods have the results and failures of the blocking ones, with asyncio and trio."""
    mail(mockkf)

    async def ask() -> list[Message]:
        mailbox = mockkf.mailbox
        await mailbox.aexpect_none(subject="Other", within=0.01)
        with pytest.raises(AssertionError, match=r"no message with subject='Other' within 0\.01 s; 1 did not match"):
            await mailbox.aexpect_one(subject="Other", timeout=0.01)
        return [await mailbox.await_for(), await mailbox.aexpect_one(~tls()), *await mailbox.aexpect(1)]

    assert [message.id for message in run(ask)] == [1, 1, 1]


@pytest.mark.parametrize("run", RUNS, ids=["asyncio", "trio"])
def test_who_awaits_is_woken_by_the_arrival(mockkf: MockKeyfactor, run: Callable[..., Any]) -> None:
    """The event loop waits while another thread sends the mail."""

    async def ask() -> Message:
        return await mockkf.mailbox.aexpect_one(to="late@example.com", timeout=30)

    with ThreadPoolExecutor() as others:
        waiting = others.submit(run, ask)
        mail(mockkf, to="other@example.com")
        mail(mockkf, to="late@example.com")

        assert waiting.result(10).id == 2


@pytest.mark.parametrize("run", RUNS, ids=["asyncio", "trio"])
def test_who_gives_up_leaves_nothing_behind(mockkf: MockKeyfactor, run: Callable[..., Any]) -> None:
    """A cancelled wait stops watching, and later mail has no effect on it."""

    async def give_up() -> None:
        if run is trio.run:
            with trio.move_on_after(0.01):
                await mockkf.mailbox.aexpect_one(timeout=30)
        else:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(mockkf.mailbox.aexpect_one(timeout=30), 0.01)
        assert mockkf.state.watchers == 0

    run(give_up)
    mail(mockkf)

    assert len(mockkf.mailbox) == 1
