"""The trace of one call: its steps, how long each took, and the faults that fired."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from mockkf.errors import MockkfError
from mockkf.model import Fault, TraceStep
from mockkf.unpatched import monotonic

P = ParamSpec("P")
R = TypeVar("R")


class TraceRecorder:
    """Records the trace of one call; times are seconds since its start."""

    is_read = True

    def __init__(self) -> None:
        self._began = monotonic()
        self._steps: list[TraceStep] = []
        self._why = ""
        self._fired: dict[str, Fault] = {}
        self._faults: list[Fault] = []

    @property
    def steps(self) -> tuple[TraceStep, ...]:
        """The steps so far, in the order of their start."""
        return tuple(sorted(self._steps, key=lambda step: step.began))

    @property
    def age(self) -> float:
        """Seconds since the start of the call."""
        return monotonic() - self._began

    @property
    def why(self) -> str | None:
        """The cause of the last refusal, in addition to the message of the refusing system: the faults that fired."""
        fired = ", ".join(map(str, self._faults))
        return self._why or (f"{fired} fired" if fired else None)

    def fired(self, fault: Fault) -> None:
        """Remember that `fault` fired; the next record of its step contains it."""
        self._fired[fault.step] = fault
        self._faults.append(fault)

    def note(self, step: str, detail: str, outcome: str, began: float, fault: Fault | None = None) -> None:
        """Add a step that started `began` seconds after the start of the call, and ends now.

        `fault` is the fault that fired there; by default the last one that fired at this step and is not recorded yet.
        """
        fault = fault or self._fired.pop(step, None)
        self._steps.append(TraceStep(step, detail, outcome, began, self.age - began, fault.id if fault else None))

    def noting(
        self, step: str, call: Callable[P, R], say: Callable[P, str], tell: Callable[[R], str]
    ) -> Callable[P, R]:
        """Wrap `call` so that each use is recorded: `say` describes the arguments, `tell` the result."""

        def noted(*args: "P.args", **kwargs: "P.kwargs") -> R:
            began = self.age
            try:
                answer = call(*args, **kwargs)
            except MockkfError as error:
                self.note_refusal(step, say(*args, **kwargs), error, began)
                raise
            self.note(step, say(*args, **kwargs), tell(answer), began)
            return answer

        return noted

    def note_refusal(self, step: str, detail: str, error: MockkfError, began: float) -> None:
        """Add a step that ended with a refusal."""
        self._why = getattr(error, "why", "")
        said = getattr(error, "remote", str(error))
        self.note(step, detail, f"{said} ({self._why})" if self._why else said, began)


class Untraced(TraceRecorder):
    """Records nothing: for calls of which nobody can read a trace."""

    is_read = False

    def fired(self, fault: Fault) -> None:
        """Do nothing."""

    def note(self, step: str, detail: str, outcome: str, began: float, fault: Fault | None = None) -> None:
        """Do nothing."""

    def note_refusal(self, step: str, detail: str, error: MockkfError, began: float) -> None:
        """Do nothing."""
