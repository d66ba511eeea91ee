"""Budgets of what is held: memory, a page of it over REST, and how soon somebody who waits knows of it."""

import gc
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import count
from queue import SimpleQueue
from time import time
from urllib.parse import urlsplit

from mockkf import MockKeyfactor
from mockkf.model import Connection, Envelope
from mockkf.state.state import State
from tests.bench.child import Child
from tests.bench.floor import HOST, MAIL, MailServer, call, mail
from tests.bench.measure import NOTHING, Row, by_turns, percentile, seconds, within

HELD = 400
LARGEST = 3.0
MOST = 10_000
PAGE = 50
Page = Callable[[MockKeyfactor, int], float]
"""How long one page takes, without so many of the newest messages."""

DIALOGUE = "\n".join(("S: 220 localhost mockkf ESMTP", "C: ehlo bench", *(f"S: 250-{n:>20}" for n in range(20))))


def rows() -> Iterator[Row]:
    """Memory, pages, the one who waits."""
    with MockKeyfactor() as mock, MailServer() as bare:
        ours, floor = memory(mock.relay.smtp), memory(bare.port)
        yield size("memory of a held 2 KiB message (floor: bare list)", ours, floor)
        looked_at = memory(mock.relay.smtp, lambda: [message.subject for message in mock.mailbox.all])
        yield size("the same, once its subject was asked for", looked_at, floor)
        ours, floor = memory(mock.relay.smtp, post=differing()), memory(bare.port, post=differing())
        yield size("the same, each with sender, recipient and subject of its own", ours, floor)
    with Child("mockkf") as mock, Child("bare") as bare:
        ours, floor = (grown(child) for child in (mock, bare))
    yield size(f"memory of a process for each of {MOST:,} mails (floor: bare list)", ours, floor)
    yield from pages(f"page of {PAGE} messages", page)
    yield from large_pages()
    with MockKeyfactor() as mock:
        (found,) = by_turns(200, waiting(mock))
    yield within("waiter woken after capture, p95", percentile(found, 0.95), 0.0002)


def fill(state: State, number: int, text: str = MAIL) -> None:
    """Let `state` capture so many mails."""
    for source in range(number):
        connection = Connection("smtp", (HOST, source), "bench")
        envelope = Envelope("jsmith@keyexample.com", ("mjones@keyexample.com",))
        state.capture(connection, envelope, text.encode(), lambda number: f"{DIALOGUE}\n{number}", state.epoch)


def size(what: str, found: float, floor: float) -> Row:
    """A row for the size of one message."""
    shown = f"{found:.2f} KiB"
    return Row(what, shown, f"{floor:.2f} KiB", shown, f"<= {LARGEST} KiB", found <= LARGEST)


def memory(port: int, then: Callable[[], object] = gc.collect, post: Callable[[int], None] = mail) -> float:
    """KiB that stay for each mail, every one sent over a connection of its own, when `then` was done with them."""
    post(port)
    then()
    gc.collect()
    tracemalloc.start()
    for _ in range(HELD):
        post(port)
    then()
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return kept / HELD / 1024


def differing() -> Callable[[int], None]:
    """A function that sends one mail like no other to a port."""
    numbers = count(100_000)

    def post(port: int) -> None:
        sender, recipient = (f"{role}{next(numbers)}@keyexample.com" for role in ("sender", "recipient"))
        text = MAIL.replace("mjones@keyexample.com", recipient).replace("a report", f"report for {recipient}")
        mail(port, sender=sender, recipient=recipient, text=text)

    return post


def grown(child: Child) -> float:
    """KiB by which a process of its own grows for each mail, of `MOST` over connections of 20 mails each."""
    for _ in range(50):
        mail(child.port, 20)
    before = child.memory()
    for _ in range(MOST // 20):
        mail(child.port, 20)
    return (child.memory() - before) / MOST


def pages(what: str, page: Page) -> Iterator[Row]:
    """A page at both ends of what can be held: of mails nobody looked at before, and of the same once more."""
    with MockKeyfactor() as few, MockKeyfactor() as many:
        fill(many.state, MOST)
        offsets = count(0, PAGE)
        unseen_few, unseen_many = by_turns(
            40, lambda: page(refilled(few), 0), lambda: page(many, next(offsets)), warm=1
        )
        seen_few, seen_many = by_turns(40, lambda: page(few, 0), lambda: page(many, 0))
    measured = {"unseen": (unseen_few, unseen_many), "seen before": (seen_few, seen_many)}
    for (how, (found_few, found_many)), limit in zip(measured.items(), (0.005, 0.002), strict=True):
        for held, found in ((100, found_few), (MOST, found_many)):
            yield within(f"{what}, {how}, {held:,} held", percentile(found, 0.5), limit)
        growth = percentile(found_many, 0.5) / percentile(found_few, 0.5)
        yield Row(
            f"the same, {how}: 10,000 beside 100", NOTHING, NOTHING, f"{growth:.2f} x", "<= 1.25 x", growth <= 1.25
        )


def large_pages() -> Iterator[Row]:
    """A page of mails with 200 KiB each that nobody looked at before."""
    with MockKeyfactor() as mock:
        fill(mock.state, 12 * PAGE, MAIL * 100)
        offsets = count(0, PAGE)
        (found,) = by_turns(10, lambda: page(mock, next(offsets)), warm=1)
    yield within(f"page of {PAGE} messages of 200 KiB, unseen", percentile(found, 0.5), 0.005)


def refilled(mock: MockKeyfactor, number: int = 100, text: str = MAIL) -> MockKeyfactor:
    """`mock` with so many mails that nobody looked at."""
    mock.reset()
    fill(mock.state, number, text)
    return mock


def page(mock: MockKeyfactor, start: int) -> float:
    """One page is asked for over REST."""
    port = urlsplit(mock.control_url).port
    return seconds(lambda: call(port or 0, "GET", f"/mockkf/messages?start={start}&limit={PAGE}"))


def waiting(mock: MockKeyfactor) -> Callable[[], float]:
    """A measure of the time from the capture of a mail until the one who waits for it has it."""
    numbers, port = count(), mock.relay.smtp

    def wake() -> float:
        recipient = f"m{next(numbers)}@keyexample.com"
        begun, woken = threading.Event(), SimpleQueue[float]()

        def look(address: str) -> bool:
            begun.set()  # the first look is taken just before the wait begins
            return address == recipient

        def wait() -> None:
            found = mock.mailbox.wait_for(to=look)
            woken.put(time() - found.received.timestamp())

        waiter = threading.Thread(target=wait)
        waiter.start()
        begun.wait(5)
        mail(port, recipient=recipient)
        waiter.join()
        return woken.get(timeout=5)

    mail(port)
    return wake
