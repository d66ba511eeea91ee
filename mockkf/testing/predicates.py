"""Predicates that can be combined, and that describe what they expect and what they found."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, NamedTuple, TypeVar

from mockkf.errors import SearchTooLong
from mockkf.testing.comparison import far, fits, instead, shown

T = TypeVar("T")


class Difference(NamedTuple):
    """A description of the actual value; `far` is its distance from the expected one, from 0 (equal) to 1."""

    words: str
    far: float


class Matcher(ABC, Generic[T]):
    """A predicate: call it with an item, or combine it with others with `&`, `|` and `~`."""

    @property
    @abstractmethod
    def words(self) -> str:
        """A description of what it expects."""

    @abstractmethod
    def judge(self, item: T) -> bool | None:
        """Return whether `item` matches; None if reading or comparing it raises an error."""

    def __call__(self, item: T) -> bool:
        """Return whether `item` certainly matches."""
        return self.judge(item) is True

    @abstractmethod
    def compare(self, item: T) -> tuple[Difference, ...]:
        """Return the differences that keep `item` from matching; empty if it matches."""

    def differences(self, item: T) -> list[str]:
        """Return the descriptions of the differences that keep `item` from matching."""
        return [difference.words for difference in self.compare(item)]

    def __and__(self, other: "Callable[[T], Any]") -> "Matcher[T]":
        return Every((self, matcher(other)))

    def __rand__(self, other: "Callable[[T], Any]") -> "Matcher[T]":
        return matcher(other) & self

    def __or__(self, other: "Callable[[T], Any]") -> "Matcher[T]":
        return Some((self, matcher(other)))

    def __ror__(self, other: "Callable[[T], Any]") -> "Matcher[T]":
        return matcher(other) | self

    @abstractmethod
    def __invert__(self) -> "Matcher[T]": ...

    def __bool__(self) -> bool:
        raise TypeError("a matcher has no truth value; combine matchers with &, | and ~ instead of and, or and not")

    def __str__(self) -> str:
        return self.words

    def __repr__(self) -> str:
        return f"<Matcher {self.words or 'anything'}>"


@dataclass(frozen=True, repr=False)
class Every(Matcher[T]):
    """Matches an item that matches every part; without parts it matches everything."""

    parts: tuple[Matcher[T], ...]

    @property
    def words(self) -> str:
        """The words of all parts."""
        return ", ".join(f"({part.words})" if isinstance(part, Some) else part.words for part in self.parts)

    def judge(self, item: T) -> bool | None:
        """Return False if one part is False, else None if one part is None, else True."""
        verdict: bool | None = True
        for part in self.parts:
            one = part.judge(item)
            if one is False:
                return False
            verdict = verdict if one else None
        return verdict

    def compare(self, item: T) -> tuple[Difference, ...]:
        """Return the differences of all parts."""
        return tuple(difference for part in self.parts for difference in part.compare(item))

    def __invert__(self) -> Matcher[T]:
        return Some(tuple(~part for part in self.parts))


@dataclass(frozen=True, repr=False)
class Some(Matcher[T]):
    """Matches an item that matches at least one part."""

    parts: tuple[Matcher[T], ...]

    @property
    def words(self) -> str:
        """The words of all parts."""
        return " or ".join(f"({part.words})" if isinstance(part, Every) else part.words for part in self.parts)

    def judge(self, item: T) -> bool | None:
        """Return True if one part is True, else None if one part is None, else False."""
        verdict: bool | None = False
        for part in self.parts:
            one = part.judge(item)
            if one:
                return True
            verdict = verdict if one is False else None
        return verdict

    def compare(self, item: T) -> tuple[Difference, ...]:
        """Return one difference with the words of all parts, and the distance of the nearest part."""
        if self(item):
            return ()
        found = [part.compare(item) for part in self.parts]
        words = dict.fromkeys(difference.words for part in found for difference in part)
        return (Difference(" and ".join(words), min((sum(one.far for one in part) for part in found), default=1)),)

    def __invert__(self) -> Matcher[T]:
        return Every(tuple(~part for part in self.parts))


@dataclass(frozen=True)
class Criterion(Generic[T]):
    """A property of an item; call it with the expected value to get a matcher.

    `read` returns the property of an item. `fits` compares the expected value with it. `say` describes the expected
    value.
    """

    name: str
    read: Callable[[T], Any]
    fits: Callable[[Any, Any], bool] = fits
    say: Callable[[Any], str] = shown

    def __repr__(self) -> str:
        return f"<Criterion {self.name}>"

    def __call__(self, wanted: Any = True) -> Matcher[T]:  # noqa: FBT002 - `tls()` reads as it should
        """Return a matcher of the items whose property matches `wanted`."""
        return One(self, wanted)


@dataclass(frozen=True, repr=False)
class One(Matcher[T]):
    """Matches an item by one criterion; with `negated`, an item that does not match it."""

    criterion: Criterion[T]
    wanted: Any
    negated: bool = False

    @property
    def words(self) -> str:
        """The name of the criterion and the expected value."""
        return f"{'not ' if self.negated else ''}{self.criterion.name}={self.criterion.say(self.wanted)}"

    def judge(self, item: T) -> bool | None:
        """Return whether `item` matches; None, also if negated, if reading or comparing it raises an error."""
        try:
            return self._fits(self.criterion.read(item))
        except SearchTooLong:
            raise
        except Exception:  # noqa: BLE001 - one item must not break a search; `compare` reports the error
            return None

    def compare(self, item: T) -> tuple[Difference, ...]:
        """Return the difference; if the value cannot be read or compared, it describes the error."""
        try:
            actual = self.criterion.read(item)
            if self._fits(actual):
                return ()
            return (Difference(instead(self.criterion.name, self.wanted, actual), far(self.wanted, actual)),)
        except SearchTooLong:
            raise
        except Exception as error:  # noqa: BLE001 - the report shows any error
            return (Difference(f"{self.criterion.name} cannot be read: {shown(error)}", 1),)

    def __invert__(self) -> Matcher[T]:
        return replace(self, negated=not self.negated)

    def _fits(self, actual: Any) -> bool:
        return self.criterion.fits(self.wanted, actual) != self.negated


def matcher(function: Callable[[T], Any]) -> Matcher[T]:
    """Return `function` as a matcher, described by its name; a matcher is returned unchanged."""
    if isinstance(function, Matcher):
        return function
    if not callable(function):
        raise TypeError(f"{function!r} is neither a matcher nor a function; use a criterion, such as to={function!r}")
    name = getattr(function, "__name__", type(function).__name__)
    return One(Criterion(name, lambda item: bool(function(item))), wanted=True)
