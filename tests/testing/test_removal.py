"""Mail that a test removes, marks and puts back: what expectations, waits and the journal make of it."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from mockkf import Message, MockKeyfactor
from mockkf.errors import NotFound
from mockkf.model import Marks
from mockkf.remote import RemoteKeyfactor
from tests.support.command import Command
from tests.testing.test_mailbox import mail


@pytest.fixture(params=["in the process", "elsewhere"])
def mock(request: pytest.FixtureRequest, mockkf: MockKeyfactor) -> Any:
    """The running mock, as the test itself has it and as a remote one."""
    if request.param == "in the process":
        yield mockkf
    else:
        with RemoteKeyfactor(mockkf.url) as remote:
            yield remote


def test_a_mailbox_is_emptied(mock: Any) -> None:
    """The mail is gone, the journal stays, and nothing counts as dropped."""
    Command(mock).test()
    mail(mock)

    mock.mailbox.clear()

    mock.mailbox.expect_none()
    assert (len(mock.mailbox), len(mock.journal), mock.traces[0].messages) == (0, 1, ())
    assert mock.state.drops["messages"].count == 0
    mail(mock)
    assert mock.mailbox.expect_one().id == 3


def test_single_messages_are_removed(mock: Any) -> None:
    """By the message, its id or its uid; none is removed if one of them is not stored."""
    for number in range(5):
        mail(mock, subject=f"mail {number + 1}")
    first, second, third, *_ = mock.mailbox.all

    mock.mailbox.remove(first, second.id, third.uid)
    assert [message.id for message in mock.mailbox.all] == [4, 5]
    for absent, said in ((first, f"message {first.uid} was removed"), (99, "there is no message 99"), ("x", "x")):
        with pytest.raises(NotFound, match=said):
            mock.mailbox.remove(4, absent)
    assert len(mock.mailbox) == 2


def test_a_message_is_marked(mock: Any) -> None:
    """Its read flag, its tags or both; a new message is unread and has the tags of its addresses."""
    mail(mock, to="mjones+billing@keyexample.com")
    [message] = mock.mailbox.all

    assert mock.mailbox.marks(message) == Marks(read=False, tags=("billing",))
    mock.mailbox.mark(message, read=True)
    mock.mailbox.mark(message.uid, tags=["b", "a/a"])
    assert mock.mailbox.marks(message.id) == Marks(read=True, tags=("a a", "b"))
    mock.mailbox.mark(message, read=False, tags=())
    assert mock.mailbox.marks(message) == Marks()
    mock.mailbox.remove(message)
    with pytest.raises(NotFound):
        mock.mailbox.marks(message)
    with pytest.raises(NotFound):
        mock.mailbox.mark(message, read=True)


def test_the_journal_is_emptied_alone(mock: Any) -> None:
    """Calls and refusals are gone; mail, faults and the ids of calls stay."""
    mock.faults.add("relay.recipient", to="*@slow.example", reply="451 4.3.0 try later")
    command = Command(mock)
    command.test()
    command.test(TestRecipient="a@slow.example")
    assert len(mock.state.refusals) == 1

    mock.journal.clear()

    mock.journal.expect_none()
    assert (len(mock.journal), len(mock.traces), mock.state.refusals, len(mock.mailbox)) == (0, 0, (), 1)
    assert mock.faults[1].fired == 1
    command.test()
    assert mock.journal.expect("POST", "/SMTP/Test").id == 3


def test_no_wait_ends_when_mail_is_put_back(mock: Any, mockkf: MockKeyfactor) -> None:
    """It is not new; the wait goes on until new mail comes."""
    mail(mockkf, subject="old")
    mail(mockkf, subject="other")
    removal = mockkf.state.mail.remove([1], undo=True)
    begun = threading.Event()

    def is_wanted(message: Message) -> bool:
        begun.set()  # the first look at the mailbox was taken
        return message.subject != "other"

    def act() -> None:
        begun.wait(10)
        mockkf.state.mail.put_back(removal.id)
        mail(mockkf, subject="new")

    thread = threading.Thread(target=act)
    thread.start()

    assert mock.mailbox.wait_for(is_wanted, timeout=10).subject == "new"
    thread.join(10)
    assert [message.id for message in mock.mailbox.all] == [1, 2, 3]


def test_a_coroutine_does_not_wait_for_mail_that_is_put_back(mockkf: MockKeyfactor) -> None:
    """Nor does an expectation of none see it."""
    mail(mockkf, subject="old")
    removal = mockkf.state.mail.remove([1], undo=True)

    async def main() -> Message:
        waiting = asyncio.create_task(mockkf.mailbox.aexpect_one(timeout=10))
        await asyncio.sleep(0)
        mockkf.state.mail.put_back(removal.id)
        await asyncio.to_thread(mail, mockkf, subject="new")
        return await waiting

    assert asyncio.run(main()).subject == "new"


def test_no_wait_ends_when_mail_is_removed(mockkf: MockKeyfactor) -> None:
    """A wait for one more message does not end before it comes, and has the message that was removed meanwhile."""
    mail(mockkf, subject="one")
    threading.Timer(0.05, mockkf.mailbox.clear).start()
    threading.Timer(0.1, mail, (mockkf,), {"subject": "two"}).start()

    assert [message.subject for message in mockkf.mailbox.expect(2, timeout=10)] == ["one", "two"]


def test_removal_is_not_dropping(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """An expectation is certain after a removal, and after the mailbox was emptied of more than it can hold."""
    mock = mockkf_factory(message_limit=2)
    mail(mock, subject="one")
    mail(mock, subject="two")
    mock.mailbox.remove(1)
    mock.mailbox.expect_none(subject="one")
    mail(mock, subject="three")
    mail(mock, subject="four")
    with pytest.raises(AssertionError, match="1 message was dropped"):
        mock.mailbox.expect_none(subject="two")

    mock.mailbox.clear()

    mock.mailbox.expect_none()


def test_a_snapshot_keeps_marks_and_uids(mockkf: MockKeyfactor) -> None:
    """What is restored is read, tagged and named as it was, whatever was removed since."""
    mail(mockkf, subject="one")
    [message] = mockkf.mailbox.all
    mockkf.mailbox.mark(message, read=True, tags=["a"])
    snapshot = mockkf.snapshot()
    mockkf.mailbox.clear()

    mockkf.restore(snapshot)

    assert mockkf.mailbox.all == (message,)
    assert mockkf.mailbox.marks(message.uid) == Marks(read=True, tags=("a",))
    mockkf.change(release="24.4")
    assert mockkf.mailbox.marks(message) == Marks(read=True, tags=("a",))
    mockkf.reset()
    with pytest.raises(NotFound, match=f"{message.uid} belongs to epoch {message.epoch}; the present epoch"):
        mockkf.mailbox.marks(message)
