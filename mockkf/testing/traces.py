"""What became of each call of the API, from the request to the mail: one story each."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, overload

from mockkf.model import Exchange, Fault, Message, Refusal, Step, on_one_line, redaction
from mockkf.state.state import State

T = TypeVar("T")


@dataclass(frozen=True)
class Story:
    """One call: its steps in order, the faults that fired at them, and the mail it sent, taken or refused.

    As text it has one line for the call, for each step with its milliseconds, and for each mail.
    """

    exchange: Exchange
    faults: tuple[Fault, ...] = ()
    messages: tuple[Message, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def id(self) -> int:
        """The number of the call."""
        return self.exchange.id

    @property
    def steps(self) -> tuple[Step, ...]:
        """The seams it crossed, in order."""
        return self.exchange.trace

    def __str__(self) -> str:
        call = self.exchange
        return "\n".join(
            (
                f"call {call.id}: {redaction.line(call)}, {_milliseconds(call.took)}",
                *map(_step, self.steps),
                *(f"  {on_one_line(str(fault))} fired" for fault in self.faults),
                *map(_message, self.messages),
                *map(_refusal, self.refusals),
            )
        )


class Traces(Sequence[Story]):
    """The stories of all calls since the last reset, oldest first."""

    def __init__(self, state: Callable[[], State]) -> None:
        self._state = state

    @overload
    def __getitem__(self, index: int) -> Story: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Story, ...]: ...
    def __getitem__(self, index: int | slice) -> Story | tuple[Story, ...]:
        state = self._state()
        chosen = state.exchanges[index]
        return tuple(_stories(state, chosen)) if isinstance(chosen, tuple) else next(_stories(state, (chosen,)))

    def __len__(self) -> int:
        return len(self._state().exchanges)

    def __iter__(self) -> Iterator[Story]:
        return iter(self[:])

    def __repr__(self) -> str:
        return f"<traces of {len(self)} calls>"

    @property
    def last(self) -> Story | None:
        """The story of the call that was answered last; None if there was none."""
        found = self[-1:]
        return found[0] if found else None

    def of(self, number: int) -> Story:
        """The story of the call with this id, which is that of its exchange; `KeyError` if there is none."""
        state = self._state()
        found = [exchange for exchange in state.exchanges if exchange.id == number]
        if not found:
            there = state.exchanges
            known = f"there are {there[0].id} to {there[-1].id}" if there else "there is none"
            raise KeyError(f"no call {number!r}; {known}")
        return next(_stories(state, found))


def _stories(state: State, exchanges: Iterable[Exchange]) -> Iterator[Story]:
    messages = _by_exchange(state.messages, lambda message: message.exchange)
    refusals = _by_exchange(state.refusals, lambda refusal: refusal.connection.exchange)
    for exchange in exchanges:
        yield Story(
            exchange,
            tuple(_fired(state, exchange.trace)),
            messages.get(exchange.id, ()),
            refusals.get(exchange.id, ()),
        )


def _by_exchange(items: Iterable[T], exchange: Callable[[T], int | None]) -> Mapping[int | None, tuple[T, ...]]:
    found: dict[int | None, list[T]] = {}
    for item in items:
        found.setdefault(exchange(item), []).append(item)
    return {number: tuple(group) for number, group in found.items()}


def _fired(state: State, steps: Iterable[Step]) -> Iterator[Fault]:
    """The faults that fired at these steps, each once, as far as they are still planned."""
    for number in dict.fromkeys(step.fault for step in steps if step.fault is not None):
        fault = state.plans.get(number)
        if fault is not None:
            yield fault


def _step(step: Step) -> str:
    fault = f" [fault {step.fault}]" if step.fault is not None else ""
    said = on_one_line(f"{step.seam:<15} {step.call}: {step.outcome}{fault}")
    return f"  {step.began * 1000:8.1f} ms  {said} ({_milliseconds(step.took)})"


def _message(message: Message) -> str:
    to = ", ".join(message.envelope.recipients)
    return on_one_line(f"  mail {message.id} to {to}: {message.subject!r}")


def _refusal(refusal: Refusal) -> str:
    to = ", ".join(refusal.envelope.recipients) if refusal.envelope else ""
    return on_one_line(f"  mail{to and f' to {to}'} refused at the step {refusal.step}: {refusal.reply}")


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
