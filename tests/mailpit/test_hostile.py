"""Hostile mail: every view of any mail is made, and in time."""

from datetime import UTC, datetime
from time import thread_time

import pytest
from hypothesis import HealthCheck, given, settings

from mockkf.mailpit.answers import dump
from mockkf.mailpit.content import DigestCache, MailParts, item_view, message_view
from mockkf.mailpit.content.html_view import embedded, with_images, without_redirects
from mockkf.mailpit.content.plain_text import rendered, words
from mockkf.mailpit.mailhog import item_view as mailhog_view
from mockkf.mailpit.search import matcher
from mockkf.model import Connection, Envelope, Marks, Message
from tests.mime.mutations import mutated_mails, random_mails

SECONDS = 5
"""The maximum CPU time on the slowest machine; normal are a few milliseconds."""

some = settings(
    max_examples=50,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def views(raw: bytes) -> None:
    """Make every view of a mail."""
    envelope = Envelope("a@x.example", ("b@x.example",))
    message = Message(1, 1, datetime(2026, 1, 1, tzinfo=UTC), envelope, Connection("smtp", ("127.0.0.1", 1)), raw, "")
    digest = DigestCache().of(message)
    parts = MailParts(raw)
    html = embedded(without_redirects(with_images(parts, "/part/")))
    for view in (item_view(message, digest, Marks()), message_view(message, digest, Marks()), mailhog_view(message)):
        dump(view)
    dump([html, digest.free_text, [part.content.decode("latin-1") for part in parts.files]])


@some
@given(mutated_mails())
def test_a_damaged_mail_has_all_views(raw: bytes) -> None:
    """After any mutation of a mail of the corpus."""
    views(raw)


@some
@given(random_mails)
def test_random_headers_have_all_views(raw: bytes) -> None:
    """With any headers."""
    views(raw)


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        "<a href=",
        "<!--",
        "<script>",
        "<style ",
        "</p",
        "&#",
        "<base ",
        "<meta ",
        "<a href='",
        '="cid:',
        "<b>",
    ],
)
def test_large_html_takes_no_long_time(piece: str) -> None:
    """Each function takes linear time, whatever the HTML repeats."""
    html = piece * (400_000 // len(piece))
    raw = b"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n" + html.encode()
    raw += b"\r\n--b\r\nContent-ID: <x>\r\nContent-Type: image/png\r\n\r\n"
    began = thread_time()

    words(html, with_links=True)
    rendered(html)
    embedded(without_redirects(html))
    with_images(MailParts(raw), "/part/")

    assert thread_time() - began < SECONDS


@pytest.mark.parametrize(
    "query", ['"' * 10_000, "a " * 10_000, "from:" * 10_000, "!" * 10_000, "larger:" + "9" * 10_000]
)
def test_large_queries_are_read(query: str) -> None:
    """A query of any size and form becomes a matcher in time."""
    began = thread_time()

    assert callable(matcher(query))

    assert thread_time() - began < SECONDS
