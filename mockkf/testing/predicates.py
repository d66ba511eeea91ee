"""Predicates that compose, and say in words what they ask for and what is there instead."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, NamedTuple, TypeVar

from mockkf.errors import SearchTooLong
from mockkf.testing.comparison import far, fits, instead, shown

T = TypeVar("T")


class Difference(NamedTuple):
    """What is there instead of what was asked for; `far` is how unlike the two are, 1 at most."""

    words: str
    far: float


class Matcher(ABC, Generic[T]):
    """A predicate: call it with an item, or combine it with others by `&`, `|` and `~`."""

    @property
    @abstractmethod
    def words(self) -> str:
        """What it asks for."""

    @abstractmethod
    def judge(self, item: T) -> bool | None:
        """Whether `item` fits; None if that cannot be told, because reading or comparing it raises."""

    def __call__(self, item: T) -> bool:
        """Whether `item` fits for certain."""
        return self.judge(item) is True

    @abstractmethod
    def compare(self, item: T) -> tuple[Difference, ...]:
        """What keeps `item` from fitting; nothing if it fits."""

    def differences(self, item: T) -> list[str]:
        """What keeps `item` from fitting, in words."""
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
        raise TypeError("a matcher is neither true nor false: combine matchers by &, | and ~, not by and, or and not")

    def __str__(self) -> str:
        return self.words

    def __repr__(self) -> str:
        return f"<Matcher {self.words or 'anything'}>"


@dataclass(frozen=True, repr=False)
class Every(Matcher[T]):
    """Fits what fits every part; of no parts, everything."""

    parts: tuple[Matcher[T], ...]

    @property
    def words(self) -> str:
        """The words of all parts."""
        return ", ".join(f"({part.words})" if isinstance(part, Some) else part.words for part in self.parts)

    def judge(self, item: T) -> bool | None:
        """False if one part is, or else None if one part cannot tell."""
        verdict: bool | None = True
        for part in self.parts:
            one = part.judge(item)
            if one is False:
                return False
            verdict = verdict if one else None
        return verdict

    def compare(self, item: T) -> tuple[Difference, ...]:
        """The differences of all parts."""
        return tuple(difference for part in self.parts for difference in part.compare(item))

    def __invert__(self) -> Matcher[T]:
        return Some(tuple(~part for part in self.parts))


@dataclass(frozen=True, repr=False)
class Some(Matcher[T]):
    """Fits what fits one part at least."""

    parts: tuple[Matcher[T], ...]

    @property
    def words(self) -> str:
        """The words of all parts."""
        return " or ".join(f"({part.words})" if isinstance(part, Every) else part.words for part in self.parts)

    def judge(self, item: T) -> bool | None:
        """True if one part is, or else None if one part cannot tell."""
        verdict: bool | None = False
        for part in self.parts:
            one = part.judge(item)
            if one:
                return True
            verdict = verdict if one is False else None
        return verdict

    def compare(self, item: T) -> tuple[Difference, ...]:
        """One difference, which has those of all parts, and is as far as the nearest of them."""
        if self(item):
            return ()
        found = [part.compare(item) for part in self.parts]
        words = dict.fromkeys(difference.words for part in found for difference in part)
        return (Difference(" and ".join(words), min((sum(one.far for one in part) for part in found), default=1)),)

    def __invert__(self) -> Matcher[T]:
        return Every(tuple(~part for part in self.parts))


@dataclass(frozen=True)
class Criterion(Generic[T]):
    """Something an item can be asked for; called with what is wanted, it is a matcher.

    `read` finds it in an item, `fits` compares it with what is wanted, `say` shows what is wanted.
    """

    name: str
    read: Callable[[T], Any]
    fits: Callable[[Any, Any], bool] = fits
    say: Callable[[Any], str] = shown

    def __repr__(self) -> str:
        return f"<Criterion {self.name}>"

    def __call__(self, wanted: Any = True) -> Matcher[T]:  # noqa: FBT002 - `tls()` reads as it should
        """What fits if it is as `wanted`."""
        return One(self, wanted)


@dataclass(frozen=True, repr=False)
class One(Matcher[T]):
    """Fits what has, or with `negated` has not, what is wanted by one criterion."""

    criterion: Criterion[T]
    wanted: Any
    negated: bool = False

    @property
    def words(self) -> str:
        """Name and value."""
        return f"{'not ' if self.negated else ''}{self.criterion.name}={self.criterion.say(self.wanted)}"

    def judge(self, item: T) -> bool | None:
        """Whether `item` fits; None, negated or not, if it cannot be read or compared."""
        try:
            return self._fits(self.criterion.read(item))
        except SearchTooLong:
            raise
        except Exception:  # noqa: BLE001 - one item must not break a search over the others; `compare` tells it
            return None

    def compare(self, item: T) -> tuple[Difference, ...]:
        """What is there, or why that cannot be told."""
        try:
            actual = self.criterion.read(item)
            if self._fits(actual):
                return ()
            return (Difference(instead(self.criterion.name, self.wanted, actual), far(self.wanted, actual)),)
        except SearchTooLong:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is said
            return (Difference(f"{self.criterion.name} cannot be read: {shown(error)}", 1),)

    def __invert__(self) -> Matcher[T]:
        return replace(self, negated=not self.negated)

    def _fits(self, actual: Any) -> bool:
        return self.criterion.fits(self.wanted, actual) != self.negated


def matcher(function: Callable[[T], Any]) -> Matcher[T]:
    """`function` as a matcher, if it is none; it speaks of itself by its name."""
    if isinstance(function, Matcher):
        return function
    if not callable(function):
        raise TypeError(f"{function!r} is no matcher and no function; name what it should be, such as to={function!r}")
    name = getattr(function, "__name__", type(function).__name__)
    return One(Criterion(name, lambda item: bool(function(item))), wanted=True)
