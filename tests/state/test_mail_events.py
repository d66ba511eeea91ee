"""The events of the stored mail: in order, bounded, and awaited without polling."""

import threading

from mockkf.model import MessageUid
from mockkf.state import Bounds, MailEvent, State
from mockkf.state.mail_events import KEPT, LISTED
from tests.support.captured import capture, filled, new_state


def told(state: State, cursor: int = 0) -> list[tuple[str, list[int]]]:
    """The kinds and numbers of the events after one."""
    return [(event.kind, [uid.number for uid in event.uids]) for event in state.mail.events.after(cursor)]


def test_every_change_is_an_event() -> None:
    """In order, with the mail concerned; what changes nothing is none."""
    state = filled(3)
    cursor = state.mail.events.last
    state.mail.set_read([2, 1], read=True)
    state.mail.set_read([2], read=True)
    state.mail.set_read([2], read=False)
    state.mail.set_tags([3], ["a"])
    state.mail.rename_tag("a", "b")
    state.mail.rename_tag("b", "b")
    state.mail.delete_tag("b")
    removal = state.mail.remove([1, 99], undo=True)
    state.mail.remove([99])
    state.mail.put_back(removal.id)
    state.mail.put_back(removal.id)
    state.mail.set_read(None, read=True)
    state.mail.clear()
    capture(state)

    assert told(state)[:cursor] == [("new", [1]), ("new", [2]), ("new", [3])]
    assert told(state, cursor) == [
        ("read", [2, 1]),
        ("unread", [2]),
        ("tags", [3]),
        ("tags_changed", []),
        ("tags_changed", []),
        ("removed", [1]),
        ("put_back", [1]),
        ("read", []),
        ("emptied", [1, 2, 3]),
        ("new", [4]),
    ]
    assert [event.id for event in state.mail.events.after(cursor)] == [*range(cursor + 1, cursor + 11)]
    assert state.mail.events.after(state.mail.events.last) == ()


def test_an_event_names_mail_by_its_uid() -> None:
    """So mail that is gone can be named too."""
    state = new_state()
    message = capture(state)
    state.mail.remove([1])

    assert {str(uid) for event in state.mail.events.after(0) for uid in event.uids} == {message.uid}


def test_dropped_mail_is_an_event_of_its_own() -> None:
    """After the one of the mail that took its place; mail kept aside goes without one."""
    state = filled(2, Bounds(message_limit=2))
    state.mail.remove([1], undo=True)
    cursor = state.mail.events.last

    capture(state)
    capture(state)

    assert told(state, cursor) == [("new", [3]), ("new", [4]), ("dropped", [2])]


def test_events_are_bounded() -> None:
    """Those who come too late are told that they missed some, and go on from the end."""
    state = filled(KEPT + 10)
    first = state.mail.events.last - KEPT

    assert len(state.mail.events.after(first)) == KEPT
    assert state.mail.events.after(first - 1) == (MailEvent(state.mail.events.last, "missed"),)
    assert state.mail.events.after(state.mail.events.last + 1)[0].kind == "missed"
    state.mail.remove(range(1, LISTED + 1))
    state.mail.remove(range(LISTED + 1, 2 * LISTED + 2))
    assert [(kind, len(numbers)) for kind, numbers in told(state)] == [("missed", 0)]
    assert [(kind, len(numbers)) for kind, numbers in told(state, state.mail.events.last - 2)] == [
        ("removed", LISTED),
        ("removed", 0),
    ]


def test_events_are_awaited() -> None:
    """A change wakes the one who waits; the end of the epoch ends the wait."""
    state = filled(1)
    cursor = state.mail.events.last
    threading.Timer(0.05, state.mail.set_read, ([1],), {"read": True}).start()

    [event] = state.wait(lambda: state.mail.events.after(cursor) or None, 10) or ()
    assert event == MailEvent(cursor + 1, "read", (MessageUid(state.messages[0].mock, 1, 1),))
    threading.Timer(0.05, state.retire).start()
    assert state.wait(lambda: state.mail.events.after(event.id) or None, 10) is None
    assert state.is_over
