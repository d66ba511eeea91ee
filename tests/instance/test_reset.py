"""What a reset leaves to others."""

import threading
import weakref
from queue import SimpleQueue

from mockkf import MockKeyfactor
from tests.support.captured import capture

RESETS = 20
"""Who frees the mail is a race if the caller holds it too, so one reset proves little."""


def test_the_thread_of_the_mail_server_frees_the_mail_of_an_epoch(mockkf: MockKeyfactor) -> None:
    """The caller of a reset need not wait until the memory of a thousand mails is returned."""
    freed = SimpleQueue[str]()
    for _ in range(RESETS):
        watched = weakref.ref(capture(mockkf.state), lambda _: freed.put(threading.current_thread().name))
        mockkf.reset()

        assert freed.get(timeout=5) == "mockkf-relay"
        assert watched() is None


def test_an_ended_epoch_that_is_still_in_use_keeps_no_mail_of_later_ones(mockkf: MockKeyfactor) -> None:
    """A connection can last over many resets: its epoch is kept, those after it are not."""
    in_use = mockkf.state
    mockkf.reset()
    freed = threading.Event()
    watched = weakref.ref(capture(mockkf.state), lambda _: freed.set())

    mockkf.reset()

    assert freed.wait(5)
    assert watched() is None
    assert in_use.is_over


def test_a_mail_is_late_however_many_resets_ago_it_began(mockkf: MockKeyfactor) -> None:
    """Late arrivals go to the newest epoch at once, not from one to the next."""
    first = mockkf.state
    for _ in range(1_100):
        mockkf.reset()

    late = capture(first)

    assert mockkf.state.late == (late,)
