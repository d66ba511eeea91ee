"""Read flags and tags: they belong to the epoch, cost nothing on capture, and go with their mail."""

from collections.abc import Callable
from typing import Any

import pytest

from mockkf.errors import ConfigurationError
from mockkf.model import Marks
from mockkf.state import Bounds, State
from tests.support.captured import capture, filled, new_state


def tagged(*names: str) -> State:
    """A state with one mail for each value of X-Tags."""
    state = new_state()
    for name in names:
        capture(state, f"X-Tags: {name}\r\n\r\n".encode())
    return state


def test_mail_is_unread_until_it_is_read() -> None:
    """The flag is set and taken for some or all; what changed is returned."""
    state = filled(4)
    assert state.mail.unread == 4

    assert state.mail.set_read([2, 3, 3, 99], read=True) == (2, 3)
    assert state.mail.set_read([2, 1], read=True) == (1,)
    assert [marks.read for marks in state.mail.marks_of(state.messages)] == [True, True, True, False]
    assert state.mail.set_read([1], read=False) == (1,)
    assert state.mail.set_read(None, read=True) == (1, 4)
    assert state.mail.unread == 0
    assert state.mail.set_read(None, read=False) == (1, 2, 3, 4)


def test_mail_arrives_with_tags() -> None:
    """Those of its headers and of its envelope; the list of tags has each once, with its number of mails."""
    state = tagged("b, A", "a", "c")
    capture(state, recipient="mjones+hidden@keyexample.com")

    assert [marks.tags for marks in state.mail.marks_of(state.messages)] == [("A", "b"), ("A",), ("c",), ("hidden",)]
    assert [*state.mail.tags.items()] == [("A", 2), ("b", 1), ("c", 1), ("hidden", 1)]
    assert state.mail.marks(99) == Marks()


def test_tags_are_replaced() -> None:
    """Names are cleaned, the spelling in use is kept, and a tag of no mail is gone."""
    state = tagged("Blue", "red")

    state.mail.set_tags([2, 2, 99], ["BLUE", "a/b"])

    assert (state.mail.marks(2).tags, dict(state.mail.tags)) == (("a b", "Blue"), {"a b": 1, "Blue": 2})
    state.mail.set_tags([1, 2], [])
    assert (state.mail.marks(1), dict(state.mail.tags)) == (Marks(), {})
    state.mail.set_tags([1], ["BLUE"])
    assert dict(state.mail.tags) == {"BLUE": 1}


def test_tags_set_before_the_first_look_stay() -> None:
    """The tags of arrival do not come back."""
    state = tagged("a", "b")
    state.mail.set_tags([1], ["c"])
    capture(state, b"X-Tags: d\r\n\r\n")

    assert [marks.tags for marks in state.mail.marks_of(state.messages)] == [("c",), ("b",), ("d",)]


def test_a_tag_is_renamed_in_all_mail() -> None:
    """Also in its letter case only."""
    state = tagged("a, b", "A", "c")

    state.mail.rename_tag("a", "z z")
    assert [marks.tags for marks in state.mail.marks_of(state.messages)] == [("b", "z z"), ("z z",), ("c",)]
    state.mail.rename_tag("z z", "Z/Z")
    assert dict(state.mail.tags) == {"b": 1, "c": 1, "Z Z": 2}
    state.mail.rename_tag("nothing", "nothing")


def test_a_tag_is_deleted_from_all_mail() -> None:
    """The mail stays."""
    state = tagged("a, b", "A")

    state.mail.delete_tag("A")

    assert ([marks.tags for marks in state.mail.marks_of(state.messages)], len(state.mail)) == ([("b",), ()], 2)


REFUSED: dict[str, tuple[Callable[[Any], object], str]] = {
    "unknown": (lambda mail: mail.rename_tag("x", "y"), "tag not found: x"),
    "in use": (lambda mail: mail.rename_tag("a", "B"), "tag already exists: B"),
    "no name": (lambda mail: mail.rename_tag("a", "/"), "invalid tag name: /"),
    "unknown to delete": (lambda mail: mail.delete_tag("x"), "tag not found: x"),
}


@pytest.mark.parametrize(("act", "said"), REFUSED.values(), ids=REFUSED)
def test_a_tag_that_cannot_be_changed_is_refused(act: Callable[[Any], object], said: str) -> None:
    """Nothing changes then."""
    state = tagged("a", "b")

    with pytest.raises(ConfigurationError) as refused:
        act(state.mail)

    assert str(refused.value) == said
    assert dict(state.mail.tags) == {"a": 1, "b": 1}


def test_marks_go_with_their_mail() -> None:
    """Removed and dropped mail leaves neither a tag nor a read flag."""
    state = new_state(Bounds(message_limit=3))
    for name in "abc":
        capture(state, f"X-Tags: {name}\r\n\r\n".encode())
    state.mail.set_read(None, read=True)

    state.mail.remove([2])
    assert (dict(state.mail.tags), state.mail.unread) == ({"a": 1, "c": 1}, 0)
    capture(state)
    capture(state)
    assert (dict(state.mail.tags), state.mail.unread, len(state.mail)) == ({"c": 1}, 2, 3)


def test_mail_without_marks_takes_no_memory_for_them() -> None:
    """A capture stores no mark of unread mail without tags."""
    state = filled(50)

    record = state.mail.marks_record
    assert (record.read, record.tags) == (frozenset(), {})
