"""Budgets of reading mail: one text, a search over all that is held, and mails that were made to take long."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy

from mockkf import MockKeyfactor
from mockkf.mime.content import MailContent
from tests.bench.hold import MOST, fill
from tests.bench.measure import NOTHING, Row, by_turns, percentile, seconds, within

TIMES = 100
LINES = "A line of this text, about as long as a line is.\r\n"
HEAD = "".join(f"X-Header-{n}: value {n}\r\n" for n in range(8))
TWO_PARTS = (
    f"From: jsmith@keyexample.com\r\nTo: mjones@keyexample.com\r\nSubject: Report\r\n{HEAD}MIME-Version: 1.0\r\n"
    'Content-Type: multipart/alternative; boundary="=-0001"\r\n\r\n'
    f"--=-0001\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    f"gr=C3=BCn\r\n{LINES * 12}"
    f"--=-0001\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    f"<p>gr=C3=BCn</p>\r\n{LINES * 12}--=-0001--\r\n"
)
RAW = TWO_PARTS.encode()
MIXED = b"Content-Type: multipart/mixed; boundary=A\r\n\r\n"
LARGE = {
    "1,000 multiparts inside one another": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1_000)
    ),
    "3,000 parts": MIXED + b"--A\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 3_000 + b"--A--\r\n",
    "2,000 parameters": b"Content-Type: text/plain" + b"; a=b" * 2_000 + b"\r\n\r\nx",
    "1 MiB of encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 75_000 + b"\r\n\r\nx",
    "1 MiB of base64 in pieces": b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QQ==" * 250_000,
}
"""Mails that are read within a second, whatever is asked of them."""


def rows() -> Iterator[Row]:
    """One text, searches, what they leave, mails that were made to take long."""
    ours, floor = by_turns(30, times(lambda: MailContent(RAW).text), times(standard_text))
    what = f"text of a {len(RAW) / 1024:.1f} KiB mail with two parts (floor: standard parser)"
    yield within(what, percentile(ours, 0.5), 80e-6, percentile(floor, 0.5))
    with MockKeyfactor() as mock:
        fill(mock.state, MOST, TWO_PARTS)
        for criterion, limit in (("text", 1.0), ("subject", 0.04)):
            (found,) = by_turns(3, lambda name=criterion: seconds(lambda: mock.mailbox.find(**{name: "none"})), warm=1)  # type: ignore[misc]
            yield within(f"search of {MOST:,} messages by {criterion}, unseen", percentile(found, 0.5), limit)
        yield kept(lambda: mock.mailbox.find(text="none"))
    for name, raw in LARGE.items():
        yield within(f"all there is in a mail of {name}", seconds(lambda raw=raw: everything(raw)), 1.0)  # type: ignore[misc]


def times(act: Callable[[], object]) -> Callable[[], float]:
    """A measure of the mean time of `act`."""
    return lambda: seconds(lambda: [act() for _ in range(TIMES)]) / TIMES


def standard_text() -> object:
    """The text of the mail, as the standard library gives it."""
    body = message_from_bytes(RAW, policy=policy.default).get_body(("plain",))
    return body and body.get_content()


def kept(search: Callable[[], object]) -> Row:
    """A row for what a search leaves in memory for each message."""
    gc.collect()
    tracemalloc.start()
    search()
    gc.collect()
    left, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    shown = f"{left / MOST:.1f} B"
    return Row("memory that a search by text leaves, each message", shown, NOTHING, shown, "<= 16 B", left <= 16 * MOST)


def everything(raw: bytes) -> object:
    """All a mail can be asked for."""
    mail = MailContent(raw)
    return mail.subject, dict(mail.headers), mail.text, mail.html, mail.links, mail.attachments, mail.defects


if __name__ == "__main__":
    for row in rows():
        print(row)
