"""A peer: a program by others, and the steps in which it is tried."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from tests.interop.tools import Tool
from tests.interop.workplace import Workplace


class Peer(ABC):
    """A program by others, tried with each of its `subjects`; every subclass with a `name` is known.

    `needs` are the programs that must be on the machine.
    """

    name: ClassVar[str] = ""
    subjects: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[tuple[Tool, ...]] = ()
    known: ClassVar[list[type["Peer"]]] = []

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.name:
            cls.known.append(cls)

    @abstractmethod
    def steps(self, subject: str, workplace: Workplace) -> Iterator[str]:
        """Try the peer with `subject`, and yield what was done after each step.

        Raise `Skipped` for what is missing here, `Failed` for what does not work.
        """
