"""The faults as a test uses them: plan faults, count how often they fired, remove them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mockkf.errors import ConfigurationError
from mockkf.faults import PRESETS, STEPS, at, read
from mockkf.model import Fault, counted

if TYPE_CHECKING:
    from mockkf.state import FaultRegistry


class Faults:
    """The faults planned since the last reset, in order.

    `add` takes the name of a step or preset. Keyword arguments select the calls (criteria of the step), what happens
    (an action) and when (`times`, `after`, `every`, or `chance` with a `seed`).

    >>> from mockkf import MockKeyfactor
    >>> mock = MockKeyfactor()
    >>> fault = mock.faults.add("relay.recipient", to="*@slow.example", reply="451 4.3.0 try later", times=2)
    >>> fault.fired
    0
    """

    def __init__(self, registry: "Callable[[], FaultRegistry]") -> None:
        self._registry = registry

    def add(self, where: str, /, **members: Any) -> "PlannedFault":
        """Plan a fault; raise `ConfigurationError` with what is wrong and what is allowed."""
        return self.plan(read(where, members))

    def plan(self, fault: Fault) -> "PlannedFault":
        """Plan a fault that was already parsed; raise `ConfigurationError` if too many are planned."""
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
        """Remove all faults."""
        self._registry().clear()

    @property
    def steps(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """The steps where a fault can fire, with the criteria and actions of each."""
        return {step: {"criteria": criteria, "actions": tuple(at(step))} for step, criteria in STEPS.items()}

    @property
    def presets(self) -> Mapping[str, str]:
        """The names of the presets, each with a description."""
        return {name: preset.about for name, preset in PRESETS.items()}


def unfired(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return the faults that never fired, but not those of presets that may stay idle."""
    may_stay_idle = {name for name, preset in PRESETS.items() if preset.may_stay_idle}
    return tuple(fault for fault in faults if not fault.fired and fault.preset not in may_stay_idle)


def listed(idle: Iterable[Fault]) -> str:
    """Return a list of the faults that never fired, as text; empty if there are none."""
    lines = [f"\n  {fault}: {fault.history}" for fault in idle]
    return f"{counted(len(lines), 'fault')} never fired:{''.join(lines)}" if lines else ""


class PlannedFault:
    """One planned fault; its attributes always show the present counts."""

    def __init__(self, registry: "FaultRegistry", number: int) -> None:
        self._registry = registry
        self._last = registry.get(number)
        self.id = number

    @property
    def value(self) -> Fault:
        """The fault with its present counts; after its removal, with the last known counts."""
        self._last = self._registry.get(self.id) or self._last
        if self._last is None:
            raise KeyError(f"there is no fault {self.id}")
        return self._last

    @property
    def step(self) -> str:
        """The name of the step where the fault fires."""
        return self.value.step

    @property
    def seen(self) -> int:
        """The number of calls that matched the fault."""
        return self.value.seen

    @property
    def fired(self) -> int:
        """The number of calls at which the fault fired."""
        return self.value.fired

    def remove(self) -> None:
        """Remove the fault."""
        self._last = self.value
        self._registry.remove(self.id)

    def __repr__(self) -> str:
        return f"<{self.value}: {self.value.history}>"
