"""The trace of each call of the API: its steps, from the request to the mail."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, overload

from mockkf.model import ApiCall, Fault, Message, Refusal, TraceStep, counted, on_one_line
from mockkf.state import State

T = TypeVar("T")


@dataclass(frozen=True)
class Trace:
    """One call: its steps in order, the faults that fired, the captured messages and the refusals.

    `str()` returns one line for the call, one for each step with its milliseconds, and one for each fault and mail.
    """

    call: ApiCall
    faults: tuple[Fault, ...] = ()
    messages: tuple[Message, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    def __repr__(self) -> str:
        parts = ((self.steps, "step"), (self.faults, "fault"), (self.messages, "message"), (self.refusals, "refusal"))
        return f"<Trace of call {self.id}: {', '.join(counted(len(held), noun) for held, noun in parts)}>"

    @property
    def id(self) -> int:
        """The id of the call."""
        return self.call.id

    @property
    def steps(self) -> tuple[TraceStep, ...]:
        """The steps of the call, in order."""
        return self.call.trace

    def __str__(self) -> str:
        call = self.call
        return "\n".join(
            (
                f"call {call.id}: {call.line}, {_milliseconds(call.took)}{_clock(call)}",
                *map(_step, self.steps),
                *(f"  {on_one_line(str(fault))} fired" for fault in self.faults),
                *map(_message, self.messages),
                *map(_refusal, self.refusals),
            )
        )


class Traces(Sequence[Trace]):
    """The traces of all calls since the last reset, oldest first."""

    def __init__(self, state: Callable[[], State]) -> None:
        self._state = state

    @overload
    def __getitem__(self, index: int) -> Trace: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Trace, ...]: ...
    def __getitem__(self, index: int | slice) -> Trace | tuple[Trace, ...]:
        state = self._state()
        try:
            chosen = state.calls[index]
        except IndexError:
            raise IndexError(f"no trace {index}; the journal has {counted(len(state.calls), 'call')}") from None
        return tuple(_traces(state, chosen)) if isinstance(chosen, tuple) else next(_traces(state, (chosen,)))

    def __len__(self) -> int:
        return len(self._state().calls)

    def __iter__(self) -> Iterator[Trace]:
        return iter(self[:])

    def __repr__(self) -> str:
        return f"<Traces of {counted(len(self), 'call')}>"

    @property
    def last(self) -> Trace | None:
        """The trace of the call answered last; None if there was no call."""
        found = self[-1:]
        return found[0] if found else None

    def of(self, number: int) -> Trace:
        """Return the trace of the call with this id; raise `KeyError` if the journal has no such call."""
        state = self._state()
        found = [call for call in state.calls if call.id == number]
        if not found:
            there = state.calls
            known = f"there are: {there[0].id} to {there[-1].id}" if there else "the journal is empty"
            raise KeyError(f"no call {number!r}; {known}")
        return next(_traces(state, found))


def _traces(state: State, calls: Iterable[ApiCall]) -> Iterator[Trace]:
    messages = _by_call(state.messages, lambda message: message.call)
    refusals = _by_call(state.refusals, lambda refusal: refusal.connection.call)
    for call in calls:
        yield Trace(
            call,
            tuple(_fired(state, call.trace)),
            messages.get(call.id, ()),
            refusals.get(call.id, ()),
        )


def _by_call(items: Iterable[T], call: Callable[[T], int | None]) -> Mapping[int | None, tuple[T, ...]]:
    found: dict[int | None, list[T]] = {}
    for item in items:
        found.setdefault(call(item), []).append(item)
    return {number: tuple(group) for number, group in found.items()}


def _fired(state: State, steps: Iterable[TraceStep]) -> Iterator[Fault]:
    """Yield each fault that fired at these steps once; skip faults that were removed since."""
    for number in dict.fromkeys(step.fault for step in steps if step.fault is not None):
        fault = state.faults.get(number)
        if fault is not None:
            yield fault


def _step(step: TraceStep) -> str:
    fault = f" [fault {step.fault}]" if step.fault is not None else ""
    said = on_one_line(f"{step.step:<15} {step.detail}: {step.outcome}{fault}")
    return f"  {step.began * 1000:8.1f} ms  {said} ({_milliseconds(step.took)})"


def _message(message: Message) -> str:
    to = ", ".join(message.envelope.recipients)
    return on_one_line(f"  mail {message.id} to {to}: {message.subject!r}")


def _refusal(refusal: Refusal) -> str:
    to = ", ".join(refusal.envelope.recipients) if refusal.envelope else ""
    return on_one_line(f"  mail{to and f' to {to}'} refused at the step {refusal.step}: {refusal.reply}")


def _clock(call: ApiCall) -> str:
    return f", with the clock {call.clock_ahead:g} s ahead" if call.clock_ahead else ""


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
