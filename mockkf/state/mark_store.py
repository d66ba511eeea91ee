"""The marks of the stored mail: read flags and tags; only `Mail` uses it, under the lock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mockkf.model import Marks
from mockkf.state.tag_index import TagIndex


@dataclass(frozen=True)
class MarksRecord:
    """The marks of all mail at one moment: the numbers of read messages, and the tags of those that have any."""

    read: frozenset[int] = frozenset()
    tags: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


NO_MARKS = MarksRecord()

UNMARKED = Marks()


class MarkStore:
    """Marks by the number of the message; a message without any takes no memory."""

    def __init__(self, record: MarksRecord = NO_MARKS) -> None:
        self.read = set(record.read)
        self.tags = TagIndex(record.tags)

    def of(self, number: int) -> Marks:
        """Return the marks of a message."""
        tags = self.tags.of(number)
        return Marks(number in self.read, tags) if tags or number in self.read else UNMARKED

    def put(self, number: int, marks: Marks) -> None:
        """Replace the marks of a message."""
        self.set_read([number], read=marks.read)
        self.tags.put(number, marks.tags)

    def forget(self, numbers: Iterable[int]) -> None:
        """Remove the marks of messages."""
        for number in numbers:
            self.read.discard(number)
            self.tags.forget(number)

    def set_read(self, numbers: Iterable[int], *, read: bool) -> tuple[int, ...]:
        """Set the read flag; return the numbers whose flag changed."""
        changed = tuple(number for number in dict.fromkeys(numbers) if (number in self.read) != read)
        (self.read.update if read else self.read.difference_update)(changed)
        return changed

    def keep_only(self, numbers: Iterable[int]) -> None:
        """Forget the marks of all other messages."""
        self.forget({*self.read, *self.tags.all}.difference(numbers))

    @property
    def record(self) -> MarksRecord:
        """All marks."""
        return MarksRecord(frozenset(self.read), self.tags.all)
