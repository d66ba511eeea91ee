"""The scenarios that coming calls are to become: at which seam, about what, and how often."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any


@dataclass
class Play:
    """What is to become of the next calls; `left` counts down to 0, from a negative number for ever."""

    seam: str
    subject: tuple[Any, ...]
    scenario: str
    left: int


def check_play(scenario: str, times: int | None, known: Collection[str]) -> None:
    """`ValueError` if `scenario` is none of those `known`, or `times` is less than once; None is for ever."""
    if scenario not in known:
        raise ValueError(f"no scenario '{scenario}'; there are: {', '.join(known)}")
    if times is not None and times < 1:
        raise ValueError(f"times must be 1 or more, not {times}")


class Plays:
    """The plays of one epoch, under its lock."""

    def __init__(self, lock: AbstractContextManager[Any]) -> None:
        self._lock = lock
        self._plays: list[Play] = []

    def add(self, seam: str, subject: tuple[Any, ...], scenario: str, times: int | None) -> None:
        """Let the next calls at `seam` whose subject begins with `subject` become `scenario`.

        It is played so many times or (None) for ever.
        """
        with self._lock:
            self._plays.append(Play(seam, subject, scenario, times or -1))

    def next(self, seam: str, subject: tuple[Any, ...]) -> str | None:
        """The scenario that a call at `seam` about `subject` is to become; None if it takes its usual course.

        Those that are played a number of times come first, in their order; of those played for ever, the newest.
        """
        with self._lock:
            fitting = [
                play for play in self._plays if play.seam == seam and subject[: len(play.subject)] == play.subject
            ]
            if not fitting:
                return None
            play = next((limited for limited in fitting if limited.left > 0), fitting[-1])
            play.left -= 1
            if not play.left:
                self._plays.remove(play)
            return play.scenario
