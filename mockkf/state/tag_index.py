"""The tags in use, and the messages that have each; only `MarkStore` uses it, under the lock."""

from collections.abc import Iterable, Mapping

from mockkf.errors import ConfigurationError
from mockkf.mime import clean_tags


class TagIndex:
    """Tags of messages by number. Letter case makes no difference; the first spelling in use is shown."""

    def __init__(self, tags: Mapping[int, Iterable[str]] | None = None) -> None:
        self._of: dict[int, tuple[str, ...]] = {}
        self._numbers: dict[str, set[int]] = {}
        self._spelling: dict[str, str] = {}
        for number, names in (tags or {}).items():
            self.put(number, names)

    def put(self, number: int, names: Iterable[str]) -> None:
        """Replace the tags of a message; names of no valid form are changed or left out."""
        spelling = {name.lower(): name for name in clean_tags(names)}
        for tag in set(self._of.pop(number, ())) - set(spelling):
            self._take(tag, number)
        for tag, name in spelling.items():
            self._spelling.setdefault(tag, name)
            self._numbers.setdefault(tag, set()).add(number)
        if spelling:
            self._of[number] = tuple(spelling)

    def forget(self, number: int) -> None:
        """Remove the tags of a message."""
        for tag in self._of.pop(number, ()):
            self._take(tag, number)

    def of(self, number: int) -> tuple[str, ...]:
        """Return the tags of a message, sorted in any letter case."""
        tags = self._of.get(number)
        return tuple(self._spelling[tag] for tag in tags) if tags else ()

    @property
    def all(self) -> Mapping[int, tuple[str, ...]]:
        """The tags of each message that has any."""
        return {number: self.of(number) for number in self._of}

    @property
    def counts(self) -> Mapping[str, int]:
        """The tags in use, sorted in any letter case, with the number of messages of each."""
        return {self._spelling[tag]: len(self._numbers[tag]) for tag in sorted(self._numbers)}

    def rename(self, name: str, new_name: str) -> bool:
        """Rename a tag of all messages; return whether anything changed.

        Raise `ConfigurationError` if the new name is invalid or in use, or if there is no tag `name`.
        """
        cleaned = clean_tags([new_name])
        if not cleaned:
            raise ConfigurationError(f"invalid tag name: {new_name}")
        if name == cleaned[0]:
            return False
        tag, new_tag = name.lower(), cleaned[0].lower()
        numbers = self._known(name)
        if new_tag != tag and new_tag in self._numbers:
            raise ConfigurationError(f"tag already exists: {cleaned[0]}")
        self._spelling[new_tag] = cleaned[0]
        for number in tuple(numbers) if new_tag != tag else ():
            self.put(number, [cleaned[0] if one.lower() == tag else one for one in self.of(number)])
        return True

    def delete(self, name: str) -> None:
        """Remove a tag from all messages; raise `ConfigurationError` if there is none of this name."""
        for number in tuple(self._known(name)):
            self.put(number, [one for one in self.of(number) if one.lower() != name.lower()])

    def _known(self, name: str) -> set[int]:
        numbers = self._numbers.get(name.lower())
        if numbers is None:
            raise ConfigurationError(f"tag not found: {name}")
        return numbers

    def _take(self, tag: str, number: int) -> None:
        """Take a tag from a message; a tag of no message is forgotten."""
        self._numbers[tag].discard(number)
        if not self._numbers[tag]:
            del self._numbers[tag], self._spelling[tag]
