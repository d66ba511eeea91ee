"""A kind of action: being a subclass registers it by the names of its members."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from mockkf.config import Take, taken
from mockkf.errors import ConfigurationError
from mockkf.model import Action


class ActionType(Action):
    """An action that can be asked for by name: `takes` has its members, the first of them is the one it needs."""

    takes: ClassVar[Mapping[str, Take]] = {}

    _known: ClassVar[list[type["ActionType"]]] = []

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # A dataclass with slots is made twice; the members are the same.
        ActionType._known[:] = [kind for kind in ActionType._known if {*kind.takes}.isdisjoint(cls.takes)] + [cls]

    @classmethod
    def of(cls, step: str, given: Mapping[str, Any]) -> "ActionType":
        """The action with these members at `step`, or `ConfigurationError`."""
        del step
        return cls(**taken(cls.takes, given))

    @staticmethod
    def known() -> Iterable[type["ActionType"]]:
        """All kinds, waiting ones first: in this order the actions of one fault are played."""
        return sorted(ActionType._known, key=lambda kind: "delay" not in kind.takes)


class Choice(ActionType):
    """An action with one member, which is one of the `choices` of its step."""

    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    @classmethod
    def of(cls, step: str, given: Mapping[str, Any]) -> "Choice":
        """The action, if it is one of the step."""
        [(name, said)] = given.items()
        if said not in cls.choices[step]:
            raise ConfigurationError(f"no {name} {said!r}; at {step} there are: {', '.join(cls.choices[step])}")
        return cls(**given)


def at(step: str) -> dict[str, type[ActionType]]:
    """The kinds that make sense at a step, by the names of their members."""
    return {name: kind for kind in ActionType.known() for name in kind.takes if step in kind.steps}
