"""The sections in the report of a failed test: reasons, calls with traces, mail, failed connections; no secrets."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mockkf.model import ApiCall, FailedConnection, Fault, Message, OpenCall, Refusal, TraceStep, printable
from mockkf.testing import end_of, reasons, unexpected

if TYPE_CHECKING:
    import pytest

    from mockkf.server import MockKeyfactor

TEXT = 600
"""The maximum number of characters of a body in the report."""

LINE = 200
"""The maximum number of characters of a line of an SMTP dialogue."""

DIALOGUE = 12
"""The maximum number of lines of an SMTP dialogue; the last ones are shown."""

ENTRIES = 20
"""The maximum number of calls, messages and refusals in the report; the last ones are shown."""

REASONS = 3
"""The maximum number of reasons; the newest ones are shown."""

SECTION = 12_000
"""The maximum number of characters of a section; the last ones are shown."""


def tell(report: "pytest.TestReport", mocks: Mapping[str, "MockKeyfactor"], *, is_explained: bool = False) -> None:
    """Add the calls and mail of each mock to the report of a test; also the reasons, unless the failure has them.

    The sections become part of the traceback if there is one. pytest prints the traceback whatever it captures, xdist
    workers send it, and JUnit XML contains it.
    """
    add = getattr(report.longrepr, "addsection", None) or (lambda *section: report.sections.append(section))
    for name, mock in mocks.items():
        try:
            sections = [*_sections(mock, is_explained=is_explained)]
        except Exception as error:  # noqa: BLE001 - an error here must not hide the failure of the test
            sections = [("report", f"not available: {error!r}")]
        for title, text in sections:
            add(f"{name}: {title}", _end(text, SECTION))


def shorten(report: "pytest.TestReport") -> None:
    """Let pytest's summary line begin with the reason instead of the name of the error."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        crash.message = crash.message.removeprefix("AssertionError: ")


def _sections(mock: "MockKeyfactor", *, is_explained: bool) -> Iterator[tuple[str, str]]:
    state = mock.state
    mock.journal.settle()
    calls, messages, incidents, unanswered = state.calls, state.messages, state.incidents, state.unanswered
    lost = unexpected(calls)
    if lost:
        yield "unexpected requests", lost
    found = () if is_explained else reasons(state)[:REASONS]
    if found:
        yield "reason", "\n".join(_block(*str(reason).split("\n")) for reason in found)
    if unanswered:
        yield _counted("calls without an answer", unanswered, _open_call)
    yield _counted("API calls", calls, _call)
    yield _counted("captured mail", messages, _message)
    if incidents.refusals:
        yield _counted("refused mail", incidents.refusals, _refusal)
    if incidents.connections:
        yield _counted("failed connections", incidents.connections, _connection)
    faults = state.faults.all
    if faults:
        yield _counted("faults", faults, _fault)
    if incidents.late:
        yield "late", f"{len(incidents.late)} late calls or mails of earlier tests, which are not counted"


def _counted(title: str, entries: tuple[Any, ...], shown: Any) -> tuple[str, str]:
    left = len(entries) - ENTRIES
    first = [f"({left} earlier not shown)"] if left > 0 else []
    return f"{title} ({len(entries)})", "\n".join([*first, *map(shown, entries[-ENTRIES:])]) or "none"


def _open_call(call: OpenCall) -> str:
    return _block(_cut(str(call)), *_steps(call.steps))


def _call(call: ApiCall) -> str:
    request = [] if call.request is None else [f"  request {_cut(json.dumps(call.request))}"]
    answer = _cut(call.answer) if call.answer else "without a body" if call.status else "none"
    took = f"{call.took * 1000:.1f} ms"
    return _block(
        f"{call.id}. {call.line}",
        *request,
        f"  answer  {answer}",
        f"  time    received at {call.received:%H:%M:%S.%f} UTC, answered after {took}",
        *_steps(call.trace),
    )


def _steps(steps: Iterable[TraceStep]) -> Iterator[str]:
    """Yield a heading and one line for each step: its start since that of the call, and its duration."""
    heading = ["  began at      took"]
    for step in steps:
        yield from heading
        heading = []
        times = f"{step.began * 1000:7.1f} ms {step.took * 1000:6.1f} ms"
        yield f"{times}  {step.step:<15} {_cut(step.detail)}: {_cut(step.outcome)}"


def _message(message: Message) -> str:
    return _block(
        f"{message.id}. {message.subject!r} from {message.envelope.sender} to {', '.join(message.envelope.recipients)}",
        f"  {_way(message.connection)}",
        *_indented(_cut(message.text).splitlines()),
    )


def _refusal(refusal: Refusal) -> str:
    envelope = refusal.envelope
    mail = f" of mail from {envelope.sender} to {', '.join(envelope.recipients) or 'nobody'}" if envelope else ""
    return _block(
        f"at the step {refusal.step}{mail}: {refusal.reply}",
        *([f"  {refusal.why}"] if refusal.why else []),
        f"  {_way(refusal.connection)}",
        *_indented(_cut(line, LINE) for line in end_of(refusal.transcript, DIALOGUE)),
    )


def _connection(failed: FailedConnection) -> str:
    answer = f"; answered {failed.status}" if failed.status else ""
    return _block(f"{failed.id}. to {failed.listener} from {failed.peer[0]}: {_cut(failed.reason)}{answer}")


def _fault(fault: Fault) -> str:
    return _block(f"{fault}: {fault.history}")


def _way(connection: Any) -> str:
    """Return how a mail arrived: call, target, TLS and login."""
    target, tls, login, call = connection.target, connection.tls, connection.login, connection.call
    return "; ".join(
        (
            f"for call {call}" if call else "from a direct client",
            f"asked for {target.host}:{target.port}" if target else f"on the listener {connection.listener}",
            f"{tls.version} as {tls.sni}" if tls else "plain text",
            f"login {login.mechanism} as {login.user}" if login else "no login",
        )
    )


def _indented(lines: Iterable[str]) -> Iterable[str]:
    return (f"  | {line}" for line in lines)


def _block(*lines: str) -> str:
    return "\n".join(printable(part).replace("\n", "\\n") for part in lines)


def _cut(text: str, most: int = TEXT) -> str:
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters)"


def _end(text: str, most: int) -> str:
    """Return the end of a text, from the start of a line on."""
    left = text[-most:].partition("\n")[2] if len(text) > most else text
    return left if left == text else f"(the first {len(text) - len(left)} characters are not shown)\n{left}"
