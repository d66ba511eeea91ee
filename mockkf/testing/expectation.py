"""An expectation of a test: a matcher, a time limit, and the message of the failure."""

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, Self, TypeVar

from mockkf.config import Duration, duration
from mockkf.errors import MockkfWarning
from mockkf.model import counted, printable
from mockkf.state import DropRecord, State, async_wait
from mockkf.testing.predicates import Difference, Matcher
from mockkf.testing.reasons import Reason, newer
from mockkf.unpatched import monotonic

NEAREST = 5
"""The maximum number of near misses in the message of a failure."""

SHOWN = 3
"""The maximum number of differences in the first line of a failure."""

COMPARED = 100
"""The maximum number of near misses whose distance is measured to find the nearest."""


class Numbered(Protocol):
    """An item with an id and the time of its arrival."""

    @property
    def id(self) -> int:
        """The id of the item."""

    @property
    def received(self) -> datetime:
        """The time of its arrival."""


T = TypeVar("T", bound=Numbered)


@dataclass(frozen=True)
class ItemType(Generic[T]):
    """A type of items, such as calls or messages.

    `news` returns at least the items after an id. `noun`, `title` and `line` describe an item in a failure. `last`
    returns the id given last if ids are given in the order of arrival; an older item that appears later, such as a
    message that was removed and put back, is then not a new item. `reasons` returns what may have kept items from
    coming, `nothing` says it if there is no such reason and no item. `is_old` returns whether none of the dropped items
    can match.
    """

    noun: str
    news: Callable[[State, int], Iterable[T]]
    title: Callable[[T], str]
    line: Callable[[T], str]
    last: Callable[[State], int] = lambda _: 0
    reasons: Callable[[State], Sequence[Reason]] = lambda _: ()
    nothing: Callable[[State], str] = lambda _: ""
    is_old: Callable[[State, DropRecord], bool] = lambda *_: False


class Expectation(Generic[T]):
    """The items of one `kind` that match now or within `timeout`; `words` describes them in a failure."""

    def __init__(self, kind: ItemType[T], state: State, matcher: Matcher[T], words: str, timeout: Duration) -> None:
        self._kind = kind
        self._state = state
        self._matcher = matcher
        self._words = words
        self._timeout = duration("timeout", timeout)
        self._deadline = monotonic() + self._timeout
        self._seen: set[int] = set()
        self._last = 0
        self._fitting: list[T] = []
        self._others: list[T] = []
        self._unclear: list[T] = []

    def wait(self, count: int = 1) -> Self:
        """Wait until `count` items match or the time limit has passed."""
        while not self._is_done(count, self._state.wait(self._news, self._left)):
            pass
        return self

    async def async_wait(self, count: int = 1) -> Self:
        """Wait like `wait`, without blocking the event loop."""
        while not self._is_done(count, await async_wait.wait(self._state, self._news, self._left)):
            pass
        return self

    @property
    def found(self) -> tuple[T, ...]:
        """The matching items, oldest first."""
        return tuple(self._fitting)

    def held(self) -> tuple[T, ...]:
        """Return the matching items, oldest first; warn with `MockkfWarning` if dropped items may have matched."""
        self._warn()
        return self.found

    @property
    def failure(self) -> str:
        """The text of the failure if no item matches: what is missing, and what came instead; else empty."""
        return "" if self._fitting else printable(self._missing(1))

    def first(self) -> T:
        """Return the first matching item; raise `AssertionError` if there is none."""
        if not self._fitting:
            raise _failure(self._missing(1))
        self._warn()
        return self._fitting[0]

    def exactly(self, count: int) -> tuple[T, ...]:
        """Return the matching items; raise `AssertionError` if they are fewer or more than `count`."""
        if len(self._fitting) < count:
            raise _failure(self._missing(count))
        if len(self._fitting) > count:
            raise _failure(f"expected {self._counted(count)}, but {len(self._fitting)} came:{self._list()}")
        self._insist_on_all(self._counted(count))
        return self.found

    def none(self) -> None:
        """Raise `AssertionError` if an item matches, or if the matcher has no answer for an item."""
        if self._fitting:
            said = f"expected no {self._kind.noun} {self._words}, but"
            raise _failure(
                f"{said} {'this one' if len(self._fitting) == 1 else len(self._fitting)} came:{self._list()}"
            )
        if self._unclear:
            said = f"expected no {self._kind.noun} {self._words}, but could not check {len(self._unclear)}:"
            raise _failure(said + self._lines(self._nearest(self._unclear)))
        self._insist_on_all(f"no {self._kind.noun} {self._words}")

    def _insist_on_all(self, expected: str) -> None:
        """Raise `AssertionError` if items that were dropped at the limits may match too."""
        dropped = self._dropped()
        if dropped:
            raise _failure(f"expected {expected}, but this cannot be checked: {dropped}")

    def _warn(self) -> None:
        dropped = self._dropped()
        if dropped:
            warnings.warn(MockkfWarning(f"the result may be incomplete: {dropped}"), stacklevel=4)

    def _dropped(self) -> str:
        """Return a sentence about dropped items that may have matched, with the limits; empty if there are none."""
        noun, state = self._kind.noun, self._state
        record = state.drops[f"{noun}s"]
        if not record.count or self._kind.is_old(state, record):
            return ""
        was = "was" if record.count == 1 else "were"
        advice = f"raise the limit, or set after_id to the id of a later {noun}"
        return f"{counted(record.count, noun)} {was} dropped ({state.limits(noun)}); {advice}"

    @property
    def _left(self) -> float:
        return self._deadline - monotonic()

    def _news(self) -> Sequence[T] | None:
        """Return the items not seen yet. The state calls this under its lock, so they are matched later."""
        news = [item for item in self._kind.news(self._state, self._last) if item.id not in self._seen]
        self._last = max(self._last, self._kind.last(self._state))
        return news or None

    def _is_done(self, count: int, news: Sequence[T] | None) -> bool:
        for item in news or ():
            verdict = self._matcher.judge(item)
            (self._fitting if verdict else self._others).append(item)
            if verdict is None:
                self._unclear.append(item)
        ids = [item.id for item in news or ()]
        self._seen.update(ids)
        self._last = max([self._last, *ids])
        return len(self._fitting) >= count or news is None or self._left <= 0

    def _counted(self, count: int) -> str:
        return f"{'one' if count == 1 else count or 'no'} {self._kind.noun}{'' if count == 1 else 's'} {self._words}"

    def _missing(self, count: int) -> str:
        """Return the text of a failure: the reason, what was expected, what helps, and what came instead."""
        until = "before the mock was reset or stopped" if self._state.is_over else f"within {self._timeout:g} s"
        expected = f"no {self._kind.noun} {self._words} {until}"
        if self._fitting:
            expected = f"expected {self._counted(count)}, but {len(self._fitting)} came {until}:{self._list()}"
        reason = self._reason()
        start = f"{reason.words}; " if reason else ""
        return f"{start}{expected}{self._instead()}{self._lines(reason.help if reason else ())}"

    def _reason(self) -> Reason | None:
        """Return the newest of what kept items from coming and of the differences of the items that came."""
        newest = max((item.received for item in (*self._fitting, *self._others)), default=None)
        found = newer(self._kind.reasons(self._state), newest)
        if found is not None or self._fitting:
            return found
        if self._others:
            differences, item = self._misses(self._others)[0]
            said = ", ".join(difference.words for difference in differences[:SHOWN])
            return Reason(f"{self._kind.noun} {item.id}: {said}")
        return Reason(self._kind.nothing(self._state) or f"no {self._kind.noun} came")

    def _instead(self) -> str:
        count = len(self._others)
        start = f"\n{count} more" if self._fitting else f"; {count}"
        return f"{start} did not match, nearest first:{self._lines(self._nearest(self._others))}" if count else ""

    def _misses(self, items: Sequence[T]) -> list[tuple[Sequence[Difference], T]]:
        """Return items with their differences, nearest first."""
        misses = [(self._matcher.compare(item), item) for item in items]
        return sorted(sorted(misses, key=lambda miss: len(miss[0]))[:COMPARED], key=lambda miss: _distance(miss[0]))

    def _nearest(self, items: Sequence[T]) -> list[str]:
        more = len(items) - NEAREST
        lines = [
            f"{self._kind.title(item)}: {', '.join(difference.words for difference in wrong)}"
            for wrong, item in self._misses(items)[:NEAREST]
        ]
        return lines + ([f"(and {more} more)"] if more > 0 else [])

    def _lines(self, lines: Iterable[str]) -> str:
        return "".join(f"\n  {line}" for line in lines)

    def _list(self) -> str:
        return self._lines(self._kind.line(item) for item in self._fitting)


def _distance(differences: Sequence[Difference]) -> tuple[int, float]:
    return len(differences), sum(difference.far for difference in differences)


def _failure(words: str) -> AssertionError:
    """Return the failure; it quotes mail, so control characters are replaced: they could harm a terminal."""
    return AssertionError(printable(words))
