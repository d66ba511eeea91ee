"""The budget of an open inbox: how soon a mail is seen in a browser."""

from collections.abc import Iterator
from itertools import count

from playwright.sync_api import expect, sync_playwright

from mockkf import MockKeyfactor
from tests.bench.measure import NOTHING, Row, by_turns, percentile, seconds, within
from tests.inbox.conftest import chromium
from tests.inbox.mails import mail, send

LIVE = 0.3
"""The limit for a captured mail to be a row of an open page, in seconds."""


def rows() -> Iterator[Row]:
    """A mail in an open page; the pages themselves are in `lists`."""
    try:
        yield live()
    except LookupError as error:
        yield Row(f"live update: {error}", NOTHING, NOTHING, NOTHING, NOTHING, kept=True)


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
