"""Named calls between parts: each crossing of one is noted in the trace of its call, and may meet a fault."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ParamSpec, TypeVar

from mockkf.errors import Dropped, MockkfError
from mockkf.model import Action, Fault, TraceStep
from mockkf.state import State, async_wait
from mockkf.unpatched import monotonic

P = ParamSpec("P")
R = TypeVar("R")

Subject = Mapping[str, Any]
"""What a call is about, by the criteria of its step."""


class TraceRecorder:
    """The trace of one call, written while it happens; times count from its beginning."""

    def __init__(self) -> None:
        self._began = monotonic()
        self._steps: list[TraceStep] = []
        self._why: str | None = None
        self._fired: dict[str, Fault] = {}
        self._faults: list[Fault] = []

    @property
    def steps(self) -> tuple[TraceStep, ...]:
        """What happened so far, in the order it began."""
        return tuple(sorted(self._steps, key=lambda step: step.began))

    @property
    def age(self) -> float:
        """Seconds since the call began."""
        return monotonic() - self._began

    @property
    def why(self) -> str | None:
        """What mockkf knows of the last refusal beyond the words of who refused, such as the faults that fired."""
        fired = ", ".join(map(str, self._faults))
        return self._why or (f"{fired} fired" if fired else None)

    def fired(self, fault: Fault) -> None:
        """Remember that `fault` fired, for the next step that is noted at its step."""
        self._fired[fault.step] = fault
        self._faults.append(fault)

    def note(self, step: str, detail: str, outcome: str, began: float, fault: Fault | None = None) -> None:
        """Add a step that `began` so many seconds after the call, and ends now; `fault` fired there.

        Without it, that is the one that fired last at the step and stands in no step yet.
        """
        fault = fault or self._fired.pop(step, None)
        self._steps.append(TraceStep(step, detail, outcome, began, self.age - began, fault.id if fault else None))

    def noting(
        self, step: str, call: Callable[P, R], say: Callable[P, str], tell: Callable[[R], str]
    ) -> Callable[P, R]:
        """`call`, with each use noted: the question in the words of `say`, the answer in those of `tell`."""

        def noted(*args: P.args, **kwargs: P.kwargs) -> R:
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
        """Add a step that ended in a refusal."""
        self._why = getattr(error, "why", None)
        said = getattr(error, "remote", str(error))
        self.note(step, detail, f"{said} ({self._why})" if self._why else said, began)


@dataclass(frozen=True)
class Limit:
    """How many seconds a call may be held up, and the error it ends in if it is longer (asked with its arguments)."""

    seconds: float
    error: Callable[..., MockkfError]


@dataclass(frozen=True)
class StepRunner:
    """The steps that one call crosses: each crossing is noted in `trace`, and may meet a fault of `state`.

    A fault holds the call up, ends it, or keeps its answer back; what it does else is left to `bend`, which is called
    in place of the call, with the action and its arguments.
    """

    state: State
    trace: TraceRecorder

    def wrap(
        self,
        step: str,
        call: Callable[P, R],
        say: Callable[P, str],
        about: Callable[P, Subject],
        *,
        limit: Limit,
        apply: Callable[..., R] | None = None,
    ) -> Callable[P, R]:
        """`call`, with the question noted in the words of `say`."""

        def crossing(*args: P.args, **kwargs: P.kwargs) -> R:
            began = self.trace.age
            try:
                fault = self.match(step, lambda: about(*args, **kwargs))
                for action in actions(fault):
                    self.state.hold(min(limit.seconds, action.pause))
                    if action.pause >= limit.seconds:
                        raise limit.error(*args, **kwargs)
                    end_by(action, about(*args, **kwargs))
                answer = _applied(fault, apply, call)(*args, **kwargs)
            except MockkfError as error:
                self.trace.note_refusal(step, say(*args, **kwargs), error, began)
                raise
            self.trace.note(step, say(*args, **kwargs), "ok", began)
            return answer

        return crossing

    def wrap_async(
        self,
        step: str,
        call: Callable[P, Awaitable[R]],
        say: Callable[P, str],
        about: Callable[P, Subject],
        *,
        apply: Callable[..., Awaitable[R]] | None = None,
        last_words: str = "",
    ) -> Callable[P, Awaitable[R]]:
        """The same for a call that is awaited; `last_words` are what is said of its answer when that is kept back."""

        async def crossing(*args: P.args, **kwargs: P.kwargs) -> R:
            began = self.trace.age
            try:
                fault = self.match(step, lambda: about(*args, **kwargs))
                for action in actions(fault):
                    if action.pause:
                        # Before the wait: who waits for the call may have given up when it is over.
                        self.trace.note(step, say(*args, **kwargs), "held up", began, fault)
                        await async_wait.wait(self.state, lambda: None, action.pause)
                    end_by(action, about(*args, **kwargs))
                answer = await _applied(fault, apply, call)(*args, **kwargs)
                keep_back(fault, last_words)
            except MockkfError as error:
                self.trace.note_refusal(step, say(*args, **kwargs), error, began)
                raise
            self.trace.note(step, say(*args, **kwargs), "ok", began)
            return answer

        return crossing

    def play(self, fault: Fault | None, about: Callable[[], Subject]) -> None:
        """Hold a call up and end it, as far as `fault` wants that."""
        for action in actions(fault):
            self.state.hold(action.pause)
            end_by(action, about())

    def match(self, step: str, about: Callable[[], Subject]) -> Fault | None:
        """The fault that fires at this call, if one does."""
        fault = self.state.faults.match(step, about)
        if fault is not None:
            self.trace.fired(fault)
        return fault


def actions(fault: Fault | None) -> tuple[Action, ...]:
    """What a fault does, in order; nothing if there is none."""
    return fault.actions if fault else ()


def end_by(action: Action, subject: Subject) -> None:
    """Raise what a call ends in, if it is not made."""
    error = action.instead(subject)
    if error is not None:
        raise error


def keep_back(fault: Fault | None, last_words: str = "") -> None:
    """Raise what becomes of the answer of a call that was made, if it is not given."""
    for action in actions(fault):
        dropped = action.afterwards()
        if dropped is not None:
            raise Dropped(last_words, is_reset=dropped.is_reset, is_late=True)


def _applied(fault: Fault | None, apply: Callable[..., R] | None, call: Callable[..., R]) -> Callable[..., R]:
    """`call`, or what `bend` makes of it if the fault does something that is left to the part that is called."""
    left = next((one for one in actions(fault) if not one.pause and one.afterwards() is None), None)
    return partial(apply, left) if apply and left else call
