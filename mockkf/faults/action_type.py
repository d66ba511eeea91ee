"""The types of action. Each subclass is registered under the names of its members."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from mockkf.config import Take, one_of, taken
from mockkf.model import Action


class ActionType(Action):
    """An action with a name. `takes` has the reader of each member; the first member is required."""

    takes: ClassVar[Mapping[str, Take]] = {}

    _known: ClassVar[list[type["ActionType"]]] = []

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # A dataclass with slots creates its class twice, with the same members.
        ActionType._known[:] = [kind for kind in ActionType._known if {*kind.takes}.isdisjoint(cls.takes)] + [cls]

    @classmethod
    def of(cls, step: str, given: Mapping[str, Any]) -> "ActionType":
        """Return the action with these members at `step`; raise `ConfigurationError` if one is invalid."""
        del step
        return cls(**taken(cls.takes, given))

    @staticmethod
    def known() -> Iterable[type["ActionType"]]:
        """Return all types in the order in which the actions of one fault are applied: `delay` first."""
        return sorted(ActionType._known, key=lambda kind: "delay" not in kind.takes)


class Choice(ActionType):
    """An action with one member. Its value is one of the `choices` of the step."""

    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    @classmethod
    def of(cls, step: str, given: Mapping[str, Any]) -> "Choice":
        """Return the action; raise `ConfigurationError` unless its value is allowed at `step`."""
        [(name, said)] = given.items()
        one_of(*cls.choices[step])(f"{name} at {step}", said)
        return cls(**given)


def at(step: str) -> dict[str, type[ActionType]]:
    """Return the types of action that a step allows, by the names of their members."""
    return {name: kind for kind in ActionType.known() for name in kind.takes if step in kind.steps}
