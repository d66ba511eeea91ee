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
