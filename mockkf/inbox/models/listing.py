"""The list on the left: messages, failed test mails and refusals, or all calls; newest first."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from mockkf.inbox.models.rows import Row, call_row, message_row, refusal_row
from mockkf.model import ApiCall, Message
from mockkf.state import State

if TYPE_CHECKING:
    from mockkf.mailpit import MailReader

MAILS, CALLS = "mails", "calls"
"""What a list can show."""

PAGE = 50
"""How many rows one page has."""

RowMaker = Callable[[], Row]


@dataclass(frozen=True)
class Wanted:
    """What the list shows: all that the query of a URL says about it."""

    query: str = ""
    show: str = MAILS
    start: int = 0

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Wanted":
        """Return what the query parameters of a URL say; invalid ones count as absent."""
        start = args.get("start", "0")
        is_number = start.isascii() and start.isdigit() and len(start) < 10  # noqa: PLR2004 - no list is longer
        show = CALLS if args.get("show") == CALLS else MAILS
        return cls(args.get("q", "").strip()[:1000], show, int(start) if is_number else 0)


@dataclass(frozen=True)
class Notice:
    """A sentence about what was just done; `undo` is the id of the removal that can be undone."""

    words: str
    undo: int | None = None


@dataclass(frozen=True)
class Listing:
    """One page of the list. `selected` is the key of the open row."""

    wanted: Wanted
    rows: tuple[Row, ...]
    has_older: bool
    selected: str = ""


def listing(
    state: State, reader: "MailReader", wanted: Wanted, found: Iterator[Message] | None, selected: str = ""
) -> Listing:
    """Return one page of the list; `found` are the messages that a search found, None without a search."""
    if wanted.show == CALLS:
        rows = _calls(state)
    elif found is not None:
        rows = (partial(message_row, message, state, reader) for message in found)
    else:
        rows = _mails(state, reader)
    page = tuple(islice(rows, wanted.start, wanted.start + PAGE + 1))
    return Listing(wanted, tuple(make() for make in page[:PAGE]), len(page) > PAGE, selected)


def query_of(wanted: Wanted, **changes: object) -> str:
    """Return the query of a URL that keeps the list as it is, with `changes`; "" for the list at its start.

    >>> query_of(Wanted("from:shop", "mails", 50)), query_of(Wanted(), show="calls"), query_of(Wanted())
    ('?q=from%3Ashop&start=50', '?show=calls', '')
    """
    said: dict[str, object] = {"q": wanted.query, "show": wanted.show, "start": wanted.start, **changes}
    usual = {"q": "", "show": MAILS, "start": 0}
    told = {name: value for name, value in said.items() if value is not None and value != usual.get(name)}
    return f"?{urlencode(told)}" if told else ""


def _mails(state: State, reader: "MailReader") -> Iterator[RowMaker]:
    """Yield what makes each row, newest first, so that only the rows of one page are made."""
    messages = state.messages

    @cache
    def sent() -> frozenset[int | None]:
        return frozenset(message.call for message in messages)

    rows: tuple[Iterable[tuple[datetime, RowMaker]], ...] = (
        ((message.received, partial(message_row, message, state, reader)) for message in reversed(messages)),
        (
            (call.received, partial(call_row, call))
            for call in reversed(state.calls)
            if is_failed_test(call) and call.id not in sent()
        ),
        (
            (refusal.received, partial(refusal_row, refusal))
            for refusal in reversed(state.refusals)
            if refusal.connection.call is None
        ),
    )
    return (make for _, make in heapq.merge(*rows, key=itemgetter(0), reverse=True))


def _calls(state: State) -> Iterator[RowMaker]:
    return (partial(call_row, call) for call in reversed(state.calls))


def is_failed_test(call: ApiCall) -> bool:
    """Return whether a call requested a test mail and did not succeed."""
    is_test = call.method == "POST" and call.path.rstrip("/").lower().endswith("/smtp/test")
    return is_test and not 200 <= call.status < 300  # noqa: PLR2004 - the statuses of success
