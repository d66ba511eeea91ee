"""A kind of action: being a subclass registers it by the names of its members."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from mockkf.config.options import Take, taken
from mockkf.errors import ConfigurationError
from mockkf.model import Action


class Kind(Action):
    """An action that can be asked for by name: `takes` has its members, the first of them is the one it needs."""

    takes: ClassVar[Mapping[str, Take]] = {}

    _known: ClassVar[list[type["Kind"]]] = []

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # A dataclass with slots is made twice; the members are the same.
        Kind._known[:] = [kind for kind in Kind._known if {*kind.takes}.isdisjoint(cls.takes)] + [cls]

    @classmethod
    def of(cls, seam: str, given: Mapping[str, Any]) -> "Kind":
        """The action with these members at `seam`, or `ConfigurationError`."""
        del seam
        return cls(**taken(cls.takes, given))

    @staticmethod
    def known() -> Iterable[type["Kind"]]:
        """All kinds, waiting ones first: in this order the actions of one fault are played."""
        return sorted(Kind._known, key=lambda kind: "delay" not in kind.takes)


class Choice(Kind):
    """An action with one member, which is one of the `choices` of its seam."""

    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    @classmethod
    def of(cls, seam: str, given: Mapping[str, Any]) -> "Choice":
        """The action, if it is one of the seam."""
        [(name, said)] = given.items()
        if said not in cls.choices[seam]:
            raise ConfigurationError(f"no {name} {said!r}; at {seam} there are: {', '.join(cls.choices[seam])}")
        return cls(**given)


def at(seam: str) -> dict[str, type[Kind]]:
    """The kinds that make sense at a seam, by the names of their members."""
    return {name: kind for kind in Kind.known() for name in kind.takes if seam in kind.seams}
