"""The outcome of an attack, and the scale of all attacks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """What an attack tried, and its result, in at most 26 and 31 characters."""

    tried: str
    result: str
    passed: bool = True


@dataclass(frozen=True)
class Scale:
    """The size of all attacks: 1 is the full size, 0.01 is a hundredth of it."""

    factor: float

    def of(self, number: int, least: int = 1) -> int:
        """Return `number` at this scale, but at least `least`."""
        return max(least, round(number * self.factor))
