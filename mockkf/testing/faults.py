"""What a test does with faults: plan them, see how often they fired, and take them out again."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mockkf.errors import ConfigurationError
from mockkf.faults import PRESETS, STEPS, at, read
from mockkf.model import Fault

if TYPE_CHECKING:
    from mockkf.state import FaultRegistry


class Faults:
    """The faults that are planned since the last reset, in order.

    `add` names the step or a preset, then by name: which calls (criteria of the step), what happens (an action), and
    when (`times`, `after`, `every`, or `chance` with a `seed`).

    >>> from mockkf import MockKeyfactor
    >>> mock = MockKeyfactor()
    >>> fault = mock.faults.add("relay.recipient", to="*@slow.example", reply="451 4.3.0 try later", times=2)
    >>> fault.fired
    0
    """

    def __init__(self, registry: "Callable[[], FaultRegistry]") -> None:
        self._registry = registry

    def add(self, where: str, /, **members: Any) -> "PlannedFault":
        """Plan a fault; `ConfigurationError` says what is wrong with it, and what is allowed."""
        return self.plan(read(where, members))

    def plan(self, fault: Fault) -> "PlannedFault":
        """Plan a fault that was read before."""
        registry = self._registry()
        try:
            return PlannedFault(registry, registry.add(fault).id)
        except OverflowError as error:
            raise ConfigurationError(str(error)) from None

    def __iter__(self) -> Iterator["PlannedFault"]:
        registry = self._registry()
        return iter([PlannedFault(registry, fault.id) for fault in registry.all])

    def __len__(self) -> int:
        return len(self._registry().all)

    def __getitem__(self, number: int) -> "PlannedFault":
        registry = self._registry()
        if registry.get(number) is None:
            there = ", ".join(str(fault.id) for fault in registry.all) or "none"
            raise KeyError(f"no fault {number!r}; there are: {there}")
        return PlannedFault(registry, number)

    def __repr__(self) -> str:
        return f"<Faults: {', '.join(map(repr, self)) or 'none planned'}>"

    def clear(self) -> None:
        """Take all of them out."""
        self._registry().clear()

    @property
    def steps(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Where faults can be, with the criteria and actions of each step."""
        return {step: {"criteria": criteria, "actions": tuple(at(step))} for step, criteria in STEPS.items()}

    @property
    def presets(self) -> Mapping[str, str]:
        """The faults that have a name, and what each of them is."""
        return {name: preset.about for name, preset in PRESETS.items()}


def unfired(faults: Iterable[Fault]) -> str:
    """The faults that never fired, in words; empty if there are none."""
    idle = [f"\n  {fault}, seen {fault.seen} times" for fault in faults if not fault.fired]
    return f"{len(idle)} of the faults never fired:{''.join(idle)}" if idle else ""


class PlannedFault:
    """One fault that is planned; its counts are those of the moment they are asked for."""

    def __init__(self, registry: "FaultRegistry", number: int) -> None:
        self._registry = registry
        self._last = registry.get(number)
        self.id = number

    @property
    def value(self) -> Fault:
        """The fault with its present counts; with the last known ones, once it is taken out."""
        self._last = self._registry.get(self.id) or self._last
        if self._last is None:
            raise KeyError(f"there is no fault {self.id}")
        return self._last

    @property
    def step(self) -> str:
        """Where it is."""
        return self.value.step

    @property
    def seen(self) -> int:
        """How many calls it fitted."""
        return self.value.seen

    @property
    def fired(self) -> int:
        """At how many of them it fired."""
        return self.value.fired

    def remove(self) -> None:
        """Let it fire no more."""
        self._last = self.value
        self._registry.remove(self.id)

    def __repr__(self) -> str:
        return f"<{self.value}: fired {self.fired} of {self.seen} times>"
