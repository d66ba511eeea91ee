"""Why a test got no mail or no good answer, as far as the mock knows: the refusals, failures and hanging calls."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from mockkf.model import ApiCall, FailedConnection, OpenCall, Refusal, on_one_line
from mockkf.state import State

FAILED = 400
"""The lowest status of an answer that refuses a call; 0 is the status of a call without an answer."""

AT_STEP = "It failed at the step "
"""The words in the reason of a failed test mail before the step and the cause."""

NO_RIGHTS = (401, 403)


@dataclass(frozen=True)
class Reason:
    """One sentence, and `help`: lines that say what it belongs to, and what helps. `at` is None for a lasting state."""

    words: str
    help: tuple[str, ...] = ()
    at: datetime | None = None

    def __str__(self) -> str:
        return "\n".join((self.words, *(f"  {line}" for line in self.help)))


def reasons(state: State, concerns: Callable[[ApiCall], bool] = lambda _: True) -> list[Reason]:
    """Return what went wrong, hanging calls first, then the newest first; of the failed calls those that `concerns`."""
    incidents = state.incidents
    calls = {call.id: call for call in state.calls}
    explained = {refusal.connection.call for refusal in incidents.refusals}
    found = [
        *(_refused(refusal, calls) for refusal in incidents.refusals),
        *(
            _failed(call)
            for call in calls.values()
            if _has_failed(call) and call.id not in explained and concerns(call)
        ),
        *map(_not_connected, incidents.connections),
    ]
    newest = sorted(found, key=lambda reason: reason.at.timestamp() if reason.at else 0.0, reverse=True)
    return [*map(_hanging, state.unanswered), *newest]


def stops_mail(call: ApiCall) -> bool:
    """Return whether a failed call may be why no mail came: a test mail, an unknown path, or missing rights."""
    return "smtp/test" in call.path.lower() or not call.routed or call.status in NO_RIGHTS


def only_lasting(state: State) -> list[Reason]:
    """Return why no call came: calls that hang, and connections that never became a call."""
    newest = [_not_connected(failed) for failed in reversed(state.connections)]
    return [*map(_hanging, state.unanswered), *newest]


def nothing_sent(state: State) -> str:
    """Return why there is no mail although nothing failed: no call came, or none that sends mail."""
    calls = state.calls
    if not calls:
        return "no API call and no mail came"
    last = calls[-1]
    return f"no mail was sent; the last API call was {last.method} {last.path}, answered with {last.status}"


def _has_failed(call: ApiCall) -> bool:
    return call.status >= FAILED or not call.status


def _hanging(call: OpenCall) -> Reason:
    where = f" at {call.step}" if call.step else ""
    said = f"call {call.id} {call.method} {call.path} hangs{where}: no answer after {call.age:.1f} s"
    return Reason(on_one_line(said), (call.why,) if call.why else ())


def _refused(refusal: Refusal, calls: Mapping[int, ApiCall]) -> Reason:
    is_reply = refusal.reply[:3].isdigit()
    start = f"the relay refused at {refusal.step}" if is_reply else f"no mail after {refusal.step}"
    return Reason(on_one_line(f"{start}: {refusal.reply}"), tuple(_about(refusal, calls)), refusal.received)


def _about(refusal: Refusal, calls: Mapping[int, ApiCall]) -> Iterator[str]:
    if refusal.why:
        yield refusal.why
    envelope, call = refusal.envelope, calls.get(refusal.connection.call or 0)
    to = ", ".join(envelope.recipients) if envelope else ""
    mail = f"mail from {envelope.sender}{to and f' to {to}'}; " if envelope and envelope.sender else ""
    yield f"{mail}{f'call {call.id}: {call.method} {call.path}' if call else 'from a direct client'}"


def _failed(call: ApiCall) -> Reason:
    reason = call.reason or ""
    line = f"{call.method} {call.path}"
    if AT_STEP in reason:
        step, _, said = reason.partition(AT_STEP)[2].partition(": ")
        cause, *more = said.split("; ")
        words = on_one_line(f"the test mail failed at {step}: {cause}")
        return Reason(words, (*more, f"call {call.id}: {line}"), call.received)
    status = f"was answered with {call.status}" if call.status else "got no answer"
    said = f"call {call.id} {line} {status}{f': {reason}' if reason else ''}"
    return Reason(on_one_line(said), _deviations(call), call.received)


def _deviations(call: ApiCall) -> tuple[str, ...]:
    return tuple(deviation.sentence for deviation in call.deviations)


def _not_connected(failed: FailedConnection) -> Reason:
    return Reason(on_one_line(f"a client of {failed.listener} failed: {failed.reason}"), (), failed.received)


def newer(found: Iterable[Reason], moment: datetime | None) -> Reason | None:
    """Return the first reason if it lasts or is not older than `moment`, else None."""
    first = next(iter(found), None)
    if first is None or first.at is None or moment is None:
        return first
    return first if first.at >= moment else None
