"""Steps: named calls between the parts. The trace records each one, and a fault can fire there."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ParamSpec, TypeVar

from mockkf.errors import Dropped, MockkfError, Refused
from mockkf.faults.trace_recorder import TraceRecorder
from mockkf.model import Action, Fault
from mockkf.state import State, async_wait

P = ParamSpec("P")
R = TypeVar("R")

Subject = Mapping[str, Any]
"""The properties of a call that a fault can match, by the names of the criteria of its step."""


@dataclass(frozen=True)
class Limit:
    """The maximum delay of a call in seconds, and the error for a longer delay, made from the call's arguments."""

    seconds: float
    error: Callable[..., MockkfError]


@dataclass(frozen=True)
class StepRunner:
    """The steps of one call: `trace` records each one, and a fault of `state` can fire there.

    A fault delays the call, ends it, or drops its answer. For any other action, `apply` is called instead of the call,
    with the action and the arguments of the call.
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
        """Wrap `call` as a step: `say` describes its arguments for the trace, `about` for the criteria of faults."""

        def crossing(*args: "P.args", **kwargs: "P.kwargs") -> R:
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
        """Wrap an async `call` as a step; `last_words` are sent instead of an answer that a fault drops.

        Where nobody reads the trace and no fault is planned for the step, it is `call` itself that runs.
        """

        async def crossing(*args: "P.args", **kwargs: "P.kwargs") -> R:
            began, fault = self.trace.age, None
            try:
                fault = self.match(step, lambda: about(*args, **kwargs))
                for action in actions(fault):
                    if action.pause:
                        # Record the delay before the wait: the client may have disconnected after it.
                        self.trace.note(step, say(*args, **kwargs), "held up", began, fault)
                        await async_wait.wait(self.state, lambda: None, action.pause)
                    end_by(action, about(*args, **kwargs))
                answer = await _applied(fault, apply, call)(*args, **kwargs)
                keep_back(fault, last_words)
            except MockkfError as error:
                self.trace.note_refusal(step, say(*args, **kwargs), error, began)
                if fault is not None and isinstance(error, Refused):
                    error.why = error.why or f"{fault} fired"
                raise
            self.trace.note(step, say(*args, **kwargs), "ok", began)
            return answer

        def shortest(*args: "P.args", **kwargs: "P.kwargs") -> Awaitable[R]:
            return (crossing if self.state.faults.concern(step) else call)(*args, **kwargs)

        return crossing if self.trace.is_read else shortest

    def play(self, fault: Fault | None, about: Callable[[], Subject]) -> None:
        """Delay the call and end it, as `fault` requests."""
        for action in actions(fault):
            self.state.hold(action.pause)
            end_by(action, about())

    def match(self, step: str, about: Callable[[], Subject]) -> Fault | None:
        """Return the fault that fires at this call, None if none does."""
        fault = self.state.faults.match(step, about)
        if fault is not None:
            self.trace.fired(fault)
        return fault


def actions(fault: Fault | None) -> tuple[Action, ...]:
    """Return the actions of a fault in order; none if `fault` is None."""
    return fault.actions if fault else ()


def end_by(action: Action, subject: Subject) -> None:
    """Raise the error of an action that replaces the call; do nothing for other actions."""
    error = action.instead(subject)
    if error is not None:
        raise error


def keep_back(fault: Fault | None, last_words: str = "") -> None:
    """Raise `Dropped` if `fault` drops the answer after the call."""
    for action in actions(fault):
        dropped = action.afterwards()
        if dropped is not None:
            raise Dropped(last_words, is_reset=dropped.is_reset, is_late=True)


def _applied(fault: Fault | None, apply: Callable[..., R] | None, call: Callable[..., R]) -> Callable[..., R]:
    """Return `call`; if the fault has an action that the called part must apply, return `apply` with it."""
    left = next((one for one in actions(fault) if not one.pause and one.afterwards() is None), None)
    return partial(apply, left) if apply and left else call
