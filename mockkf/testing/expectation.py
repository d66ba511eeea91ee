"""One question of a test: what fits, how long to wait for it, and what to say when it is not as expected."""

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar

from mockkf.errors import MockkfWarning
from mockkf.model import counted, printable
from mockkf.state import DropRecord, State, async_wait
from mockkf.testing.predicates import Difference, Matcher
from mockkf.unpatched import monotonic

NEAREST = 5
"""How many near misses a failure shows."""

COMPARED = 100
"""How many near misses are looked at closely to find the nearest."""


class Numbered(Protocol):
    """Something that is kept under a number."""

    @property
    def id(self) -> int:
        """The number."""


T = TypeVar("T", bound=Numbered)


@dataclass(frozen=True)
class ItemType(Generic[T]):
    """What is asked for: `news` gives what came after a number (or more), `noun`, `title` and `line` say what it is.

    `is_old` says that nothing is asked for which was dropped.
    """

    noun: str
    news: Callable[[State, int], Iterable[T]]
    title: Callable[[T], str]
    line: Callable[[T], str]
    remarks: Callable[[State], Iterable[str]] = lambda _: ()
    is_old: Callable[[State, DropRecord], bool] = lambda *_: False


class Expectation(Generic[T]):
    """What of a `kind` fits, now or within `timeout` seconds; `words` is what was asked for."""

    def __init__(self, kind: ItemType[T], state: State, matcher: Matcher[T], words: str, timeout: float) -> None:
        self._kind = kind
        self._state = state
        self._matcher = matcher
        self._words = words
        self._timeout = timeout
        self._deadline = monotonic() + timeout
        self._seen: set[int] = set()
        self._last = 0
        self._fitting: list[T] = []
        self._others: list[T] = []
        self._unclear: list[T] = []

    def wait(self, count: int = 1) -> Self:
        """Wait until so many fit; in vain if the time is up."""
        while not self._is_done(count, self._state.wait(self._news, self._left)):
            pass
        return self

    async def async_wait(self, count: int = 1) -> Self:
        """The same for who awaits it."""
        while not self._is_done(count, await async_wait.wait(self._state, self._news, self._left)):
            pass
        return self

    @property
    def found(self) -> tuple[T, ...]:
        """What fits, oldest first."""
        return tuple(self._fitting)

    def held(self) -> tuple[T, ...]:
        """What fits, oldest first; a `MockkfWarning` says if some that may fit were dropped."""
        self._warn()
        return self.found

    def first(self) -> T:
        """The first that fits; `AssertionError` if there is none."""
        if not self._fitting:
            raise _failure(self._missing(1))
        self._warn()
        return self._fitting[0]

    def exactly(self, count: int) -> tuple[T, ...]:
        """Those that fit; `AssertionError` if they are fewer or more than `count`."""
        if len(self._fitting) < count:
            raise _failure(self._missing(count))
        if len(self._fitting) > count:
            raise _failure(f"expected {self._counted(count)}, but {len(self._fitting)} came:{self._list()}")
        self._insist_on_all(self._counted(count))
        return self.found

    def none(self) -> None:
        """`AssertionError` if one fits, or if that cannot be told of one."""
        if self._fitting:
            said = f"expected no {self._kind.noun} {self._words}, but"
            raise _failure(
                f"{said} {'this one' if len(self._fitting) == 1 else len(self._fitting)} came:{self._list()}"
            )
        if self._unclear:
            said = f"expected no {self._kind.noun} {self._words}, but that cannot be told of {len(self._unclear)}:"
            raise _failure(said + self._lines(self._nearest(self._unclear)))
        self._insist_on_all(f"no {self._kind.noun} {self._words}")

    def _insist_on_all(self, expected: str) -> None:
        """`AssertionError` if what was dropped at the limits may fit too."""
        dropped = self._dropped()
        if dropped:
            raise _failure(f"expected {expected}, which cannot be known: {dropped}")

    def _warn(self) -> None:
        dropped = self._dropped()
        if dropped:
            warnings.warn(MockkfWarning(f"not all can be looked at: {dropped}"), stacklevel=4)

    def _dropped(self) -> str:
        """What was dropped in this epoch and may have fitted, with the limits; nothing if all was looked at."""
        noun, state = self._kind.noun, self._state
        record = state.drops[f"{noun}s"]
        if not record.count or self._kind.is_old(state, record):
            return ""
        was = "was" if record.count == 1 else "were"
        advice = "raise the limit, or ask for what came after the id of a later one (after_id)"
        return f"{counted(record.count, noun)} {was} dropped ({state.bounds.words(noun)}); {advice}"

    @property
    def _left(self) -> float:
        return self._deadline - monotonic()

    def _news(self) -> Sequence[T] | None:
        """What is not seen yet: under the state's lock, so what it is like is looked at later."""
        return [item for item in self._kind.news(self._state, self._last) if item.id not in self._seen] or None

    def _is_done(self, count: int, news: Sequence[T] | None) -> bool:
        for item in news or ():
            self._seen.add(item.id)
            self._last = max(self._last, item.id)
            verdict = self._matcher.judge(item)
            (self._fitting if verdict else self._others).append(item)
            self._unclear += [item] if verdict is None else []
        return len(self._fitting) >= count or news is None or self._left <= 0

    def _counted(self, count: int) -> str:
        return f"{'one' if count == 1 else count or 'no'} {self._kind.noun}{'' if count == 1 else 's'} {self._words}"

    def _missing(self, count: int) -> str:
        said = f"expected {self._counted(count)}, but {len(self._fitting)} came" if self._fitting else ""
        said = said or f"no {self._kind.noun} {self._words}"
        until = "before the mock was reset or stopped" if self._state.is_over else f"within {self._timeout:g} s"
        return f"{said} {until}{':' if self._fitting else ''}{self._list()}{self._instead()}"

    def _instead(self) -> str:
        lines = [*self._nearest(self._others), *self._kind.remarks(self._state)]
        count = len(self._others)
        start = f"\n{count} more" if self._fitting else f"; {count}"
        said = f"{start} came that did not fit, nearest first:" if count else ""
        said = said or ("" if self._fitting else f"; no {self._kind.noun} came at all")
        return said + self._lines(lines)

    def _nearest(self, items: Sequence[T]) -> list[str]:
        misses = [(self._matcher.compare(item), item) for item in items]
        misses = sorted(sorted(misses, key=lambda miss: len(miss[0]))[:COMPARED], key=lambda miss: _distance(miss[0]))
        more = len(items) - NEAREST
        lines = [
            f"{self._kind.title(item)}: {', '.join(difference.words for difference in wrong)}"
            for wrong, item in misses[:NEAREST]
        ]
        return lines + ([f"(and {more} more)"] if more > 0 else [])

    def _lines(self, lines: Iterable[str]) -> str:
        return "".join(f"\n  {line}" for line in lines)

    def _list(self) -> str:
        return self._lines(self._kind.line(item) for item in self._fitting)


def _distance(differences: Sequence[Difference]) -> tuple[int, float]:
    return len(differences), sum(difference.far for difference in differences)


def _failure(words: str) -> AssertionError:
    """A failure whose words quote mail, which must not harm a terminal."""
    return AssertionError(printable(words))
