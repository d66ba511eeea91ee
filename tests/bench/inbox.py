"""Budgets of the inbox: the page of the list, and how soon a mail is seen in a browser."""

from collections.abc import Callable, Iterator
from itertools import count

import requests
from playwright.sync_api import expect, sync_playwright

from mockkf import MockKeyfactor
from tests.bench.hold import MOST, fill
from tests.bench.measure import NOTHING, Row, by_turns, milliseconds, percentile, seconds, within
from tests.inbox.conftest import chromium
from tests.inbox.mails import mail, send

FEW = 100
FLAT = 2.0
LIVE = 0.3
"""The limit for a captured mail to be a row of an open page, in seconds."""


def rows() -> Iterator[Row]:
    """The page of the list with few and with many messages; a mail in an open page."""
    with MockKeyfactor() as few, MockKeyfactor() as many, requests.Session() as client:
        client.headers["Accept"] = "text/html"
        fill(few.state, FEW)
        fill(many.state, MOST)
        ours, floor = by_turns(20, page(client, many), page(client, few))
        found, beside = percentile(ours, 0.5), percentile(floor, 0.5)
        what = f"inbox with {MOST:,} messages, a page of 50 rows (floor: with {FEW})"
        ratio = found / beside
        yield Row(what, milliseconds(found), milliseconds(beside), f"{ratio:.2f} x", f"<= {FLAT} x", ratio <= FLAT)
    try:
        yield live()
    except LookupError as error:
        yield Row(f"live update: {error}", NOTHING, NOTHING, NOTHING, NOTHING, kept=True)


def page(client: requests.Session, mock: MockKeyfactor) -> Callable[[], float]:
    """A measure of one request of the list."""
    return lambda: seconds(lambda: client.get(mock.inbox_url, timeout=10).raise_for_status())


def live() -> Row:
    """A row for the time from the end of an SMTP dialogue to the row in an open page."""
    with sync_playwright() as playwright, chromium(playwright) as browser, MockKeyfactor() as mock:
        opened, numbers = browser.new_page(), count(1)
        opened.goto(mock.inbox_url)
        expect(opened.get_by_text("live", exact=True)).to_be_attached()

        def arrival() -> float:
            subject = f"Mail number {next(numbers)}."
            send(mock, mail(subject))
            return seconds(lambda: opened.get_by_text(subject).wait_for())

        (found,) = by_turns(20, arrival)
        return within("live update: mail to row in an open page, p95", percentile(found, 0.95), LIVE)
