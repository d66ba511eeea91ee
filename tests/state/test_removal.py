"""Stored mail is removed and put back: gaps, limits, what is kept aside, and the cost."""

import random
import sys
from collections.abc import Callable
from typing import Any

import pytest

from mockkf.model import Marks
from mockkf.state import Bounds, State
from mockkf.state.bounds import message_weight
from mockkf.state.kept_aside import KeptAside, RemovedMail
from tests.support.captured import capture, filled, new_state

SIZE = message_weight(capture(new_state()))
"""The size of a message with a number of one digit, in bytes."""


def ids(messages: Any) -> list[int]:
    """The ids of messages."""
    return [message.id for message in messages]


def test_a_page_skips_the_gaps() -> None:
    """Pages, what came after a message, and the total are right wherever mail was removed."""
    state = filled(10)

    removal = state.mail.remove([10, 5, 1, 5, 99])

    assert ids(removal.messages) == [1, 5, 10]
    assert ids(state.messages) == [2, 3, 4, 6, 7, 8, 9]
    assert (ids(state.page(0, 3)[0]), state.page(0, 3)[1]) == ([9, 8, 7], 7)
    assert ids(state.page(3, 3)[0]) == [6, 4, 3]
    assert ids(state.page(6, 3)[0]) == [2]
    assert ids(state.page(7, 3)[0]) == []
    assert ids(state.page(900, 3)[0]) == []
    assert ids(state.messages_after(4)) == [6, 7, 8, 9]
    assert ids(state.messages_after(5)) == [6, 7, 8, 9]
    assert ids(state.messages_after(9)) == []
    assert [state.message(number) is None for number in (0, 1, 2, 10, 11)] == [True, True, False, True, True]


def test_pages_are_right_whatever_is_removed_and_put_back() -> None:
    """A thousand random steps give what a plain list gives."""
    chance = random.Random(17)  # noqa: S311 - each run must take the same steps
    state = filled(40)
    model = list(range(1, 41))
    for _ in range(1_000):
        step, number = chance.choice(("remove", "undo", "capture")), chance.randint(1, state.mail.last)
        if step == "capture" and len(model) < 60:
            model.append(capture(state).id)
        elif step == "undo":
            removal = state.mail.remove([number, number + 1], undo=True)
            assert ids(state.mail.put_back(removal.id)) == [one for one in (number, number + 1) if one in model]
        else:
            state.mail.remove([number])
            model = [one for one in model if one != number]
        start, limit = chance.randint(0, 50), chance.randint(0, 20)
        assert ids(state.messages) == model
        assert ids(state.page(start, limit)[0]) == model[::-1][start : start + limit]
        assert ids(state.messages_after(number)) == [one for one in model if one > number]
        assert state.size == sum(map(message_weight, state.messages))


def test_a_number_is_not_used_again() -> None:
    """The next mail after an emptied mailbox has the next number, and removed mail is not dropped mail."""
    state = filled(3)

    assert ids(state.mail.clear().messages) == [1, 2, 3]
    assert (len(state.mail), state.mail.last, state.mail.removed, state.size) == (0, 3, 3, 0)
    assert state.dropped["messages"] == 0
    assert capture(state).id == 4


def test_removed_mail_gives_its_bytes_back() -> None:
    """Mail that was removed leaves room for other mail, in number and in bytes."""
    state = filled(4, Bounds(message_limit=4, message_memory=4 * SIZE))
    state.mail.remove([2, 3])

    for _ in range(2):
        capture(state)

    assert (ids(state.messages), state.dropped["messages"]) == ([1, 4, 5, 6], 0)
    capture(state)
    assert (ids(state.messages), state.dropped["messages"]) == ([4, 5, 6, 7], 1)


def test_an_emptied_mailbox_forgets_what_was_dropped() -> None:
    """What is dropped before is not missed later; to put the mail back brings the record back."""
    state = filled(5, Bounds(message_limit=3))

    removal = state.mail.clear(undo=True)
    assert state.dropped["messages"] == 0
    state.mail.put_back(removal.id)
    assert (state.drops["messages"].count, state.drops["messages"].last_id) == (2, 2)
    state.mail.clear()
    state.mail.put_back(0)
    assert state.dropped["messages"] == 0


def test_mail_goes_back_to_its_place() -> None:
    """Mail that was removed with `undo` stands where it stood, with its marks and its uid."""
    state = filled(5)
    state.mail.set_read([2], read=True)
    state.mail.set_tags([2, 4], ["red"])
    before = state.messages

    removal = state.mail.remove([4, 2], undo=True)
    assert (len(state.mail), state.mail.unread, dict(state.mail.tags)) == (3, 3, {})
    newest = capture(state)

    assert ids(state.mail.put_back(removal.id)) == [2, 4]
    assert state.messages == (*before, newest)
    assert (state.mail.marks(2), state.mail.marks(4)) == (Marks(read=True, tags=("red",)), Marks(tags=("red",)))
    assert (state.mail.unread, dict(state.mail.tags)) == (5, {"red": 2})
    assert state.mail.put_back(removal.id) == ()


ENDINGS: dict[str, Callable[[State], object]] = {
    "a later removal": lambda state: state.mail.remove([1]),
    "a later removal with undo": lambda state: state.mail.remove([1], undo=True),
    "an emptied mailbox": lambda state: state.mail.clear(),
}


@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS)
def test_only_the_last_removal_can_be_undone(end: Callable[[State], object]) -> None:
    """Any later removal ends it."""
    state = filled(3)
    removal = state.mail.remove([2], undo=True)

    end(state)

    assert state.mail.put_back(removal.id) == ()
    assert state.message(2) is None


def test_an_empty_mailbox_is_emptied_of_what_is_kept_aside() -> None:
    """After it is emptied nothing can be put back, even if nothing was stored."""
    state = filled(1)
    removal = state.mail.remove([1], undo=True)

    assert state.mail.clear().messages == ()
    assert (state.mail.put_back(removal.id), state.size) == ((), 0)


def test_a_removal_without_undo_is_final() -> None:
    """It cannot be put back; a removal of nothing leaves an earlier one as it was."""
    state = filled(3)
    assert state.mail.put_back(state.mail.remove([1]).id) == ()

    removal = state.mail.remove([2], undo=True)
    assert state.mail.remove([1, 99]).messages == ()
    assert ids(state.mail.put_back(removal.id)) == [2]


@pytest.mark.parametrize("bounds", [Bounds(message_limit=4), Bounds(message_memory=4 * SIZE)], ids=["number", "bytes"])
def test_mail_kept_aside_is_the_first_to_go(bounds: Bounds) -> None:
    """It counts in the limits; at a limit it goes, oldest first, and is not dropped mail."""
    state = filled(4, bounds)
    removal = state.mail.remove([3, 2, 4], undo=True)
    assert state.size == 4 * SIZE

    capture(state)
    capture(state)

    assert (ids(state.messages), state.dropped["messages"]) == ([1, 5, 6], 0)
    assert ids(state.mail.put_back(removal.id)) == [4]
    assert (ids(state.messages), state.dropped["messages"]) == ([1, 4, 5, 6], 0)
    capture(state)
    assert (ids(state.messages), state.dropped["messages"]) == ([4, 5, 6, 7], 1)


def test_mail_is_kept_aside_for_five_minutes() -> None:
    """After that its bytes are free, and nothing can be put back."""
    now = 0.0
    message = capture(new_state())
    aside = KeptAside(lambda: now)
    aside.keep(1, [RemovedMail(message, Marks())])

    now = 299.9
    assert (len(aside), aside.bytes) == (1, SIZE)
    now = 300.0
    assert (len(aside), aside.bytes, aside.take(1)[0]) == (0, 0, ())


def test_a_snapshot_has_the_marks_and_not_the_removals() -> None:
    """Mail that is removed later stays in a snapshot, with its read flag and tags; mail kept aside is in none."""
    state = filled(4)
    state.mail.set_read([1], read=True)
    state.mail.set_tags([2], ["red"])
    state.mail.remove([3], undo=True)
    snapshot = state.snapshot()
    state.mail.clear()
    state.mail.set_tags([2], ["blue"])

    other = new_state(epoch=2)
    other.take(snapshot)

    assert ids(other.messages) == [1, 2, 4]
    assert (other.mail.marks(1), other.mail.marks(2)) == (Marks(read=True), Marks(tags=("red",)))
    assert (other.mail.unread, other.mail.last, capture(other).id) == (2, 4, 5)


def test_a_snapshot_has_the_tags_of_arrival() -> None:
    """The spelling that came first is also that of mail after it."""
    state = new_state()
    capture(state, b"X-Tags: Blue\r\n\r\n")
    other = new_state(epoch=2)

    other.take(state.snapshot())
    capture(other, b"X-Tags: blue, red\r\n\r\n")

    assert [marks.tags for marks in other.mail.marks_of(other.messages)] == [("Blue",), ("Blue", "red")]


def test_a_snapshot_in_a_smaller_state_loses_the_marks_of_dropped_mail() -> None:
    """What is dropped when it is restored has no marks either."""
    state = filled(3)
    state.mail.set_read(None, read=True)
    state.mail.set_tags([1, 3], ["red"])

    other = new_state(Bounds(message_limit=1))
    other.take(state.snapshot())

    assert (ids(other.messages), other.mail.unread, dict(other.mail.tags)) == ([3], 0, {"red": 1})


def test_a_removal_costs_no_memory_a_mail_and_a_page_no_walk() -> None:
    """A page in a mailbox full of gaps looks at its own messages only, as many calls as in one without gaps."""
    few, many = filled(100), filled(5_000)
    many.mail.remove(range(1, 5_000, 2))

    assert steps(lambda: many.page(1_000, 50)) <= steps(lambda: few.page(10, 50)) + 20
    assert steps(lambda: many.messages_after(4_900)) <= steps(lambda: few.messages_after(50)) + 20


def steps(act: Callable[[], object]) -> int:
    """The number of calls of functions while `act` runs."""
    count = 0

    def watch(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        act()
    finally:
        sys.setprofile(before)
    return count
