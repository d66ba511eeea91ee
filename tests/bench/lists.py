"""Budgets of the lists of the inbox and of Mailpit's API: their pages, and searches over all that is held."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from mockkf import MockKeyfactor
from tests.bench.floor import call
from tests.bench.hold import MOST, PAGE, pages, refilled
from tests.bench.measure import Row, by_turns, percentile, seconds, within
from tests.bench.reading import TWO_PARTS

SEARCHES = {"subject": ("subject:none", 0.04), "text": ("none", 1.0)}
"""Searches that find nothing, so that the time is that of the search, and their limits in seconds."""


@dataclass(frozen=True)
class Lists:
    """The lists of one interface: the path of a page without the number of rows to skip, and that of a search."""

    name: str
    page_path: str
    search_path: str
    accept: str = "*/*"

    def page(self, mock: MockKeyfactor, start: int) -> float:
        """One page is requested."""
        return self._ask(mock, f"{self.page_path}{start}")

    def search(self, mock: MockKeyfactor, query: str) -> float:
        """One search over mails that nobody looked at."""
        return self._ask(refilled(mock, MOST, TWO_PARTS), f"{self.search_path}{query}")

    def _ask(self, mock: MockKeyfactor, path: str) -> float:
        port = urlsplit(mock.url).port or 0
        return seconds(lambda: call(port, "GET", path, headers={"Accept": self.accept}))


INBOX = Lists("the inbox", "/?start=", "/search?q=", "text/html")
MAILPIT = Lists("Mailpit's list", f"/api/v1/messages?limit={PAGE}&start=", "/api/v1/search?query=")


def rows() -> Iterator[Row]:
    """Pages and searches of both."""
    for lists in (INBOX, MAILPIT):
        yield from pages(f"page of {PAGE} in {lists.name}", lists.page)
        for criterion, (query, limit) in SEARCHES.items():
            with MockKeyfactor() as mock:
                lists.page(mock, 0)
                (found,) = by_turns(3, lambda mock=mock, lists=lists, query=query: lists.search(mock, query), warm=1)  # type: ignore[misc]
            yield within(f"search of {MOST:,} in {lists.name} by {criterion}, unseen", percentile(found, 0.5), limit)


if __name__ == "__main__":
    for row in rows():
        print(row)
