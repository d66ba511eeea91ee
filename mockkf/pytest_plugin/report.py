"""The sections in the report of a failed test: calls with traces, mail, failed connections; secrets are masked."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mockkf.model import ApiCall, FailedConnection, Fault, Message, Refusal, printable
from mockkf.testing import unexpected

if TYPE_CHECKING:
    import pytest

    from mockkf.server import MockKeyfactor

TEXT = 600
"""The maximum number of characters of a body in the report."""

ENTRIES = 20
"""The maximum number of calls, messages and refusals in the report; the last ones are shown."""

SECTION = 12_000
"""The maximum number of characters of a section."""


def tell(report: "pytest.TestReport", mocks: Mapping[str, "MockKeyfactor"]) -> None:
    """Add the calls and mail of each mock to the report of a test.

    The sections become part of the traceback if there is one. pytest prints the traceback whatever it captures, xdist
    workers send it, and JUnit XML contains it.
    """
    add = getattr(report.longrepr, "addsection", None) or (lambda *section: report.sections.append(section))
    for name, mock in mocks.items():
        try:
            sections = [*_sections(mock)]
        except Exception as error:  # noqa: BLE001 - an error here must not hide the failure of the test
            sections = [("report", f"not available: {error!r}")]
        for title, text in sections:
            add(f"{name}: {title}", _cut(text, SECTION))


def _sections(mock: "MockKeyfactor") -> Iterator[tuple[str, str]]:
    state = mock.state
    mock.journal.settle()
    calls, messages, incidents = state.calls, state.messages, state.incidents
    lost = unexpected(calls)
    if lost:
        yield "unexpected requests", lost
    if state.unanswered:
        yield _counted("calls without an answer", state.unanswered, _open_call)
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


def _open_call(said: str) -> str:
    title, *steps = said.split("\n")
    return _block(_cut(title), map(_cut, steps))


def _call(call: ApiCall) -> str:
    steps = [
        f"{step.began * 1000:8.1f} ms  {step.step:<15} {_cut(step.detail)}: {_cut(step.outcome)}" for step in call.trace
    ]
    return _block(
        f"{call.id}. {call.line}",
        [
            *([] if call.request is None else [f"  request {_cut(json.dumps(call.request))}"]),
            *([f"  answer  {_cut(call.answer)}"] if call.answer else []),
            *steps,
        ],
    )


def _message(message: Message) -> str:
    return _block(
        f"{message.id}. {message.subject!r} from {message.envelope.sender} to {', '.join(message.envelope.recipients)}",
        [f"  {_way(message.connection)}", *_indented(_cut(message.text))],
    )


def _refusal(refusal: Refusal) -> str:
    envelope = refusal.envelope
    mail = f" of mail from {envelope.sender} to {', '.join(envelope.recipients) or 'nobody'}" if envelope else ""
    return _block(
        f"at the step {refusal.step}{mail}: {refusal.reply}",
        [f"  {_way(refusal.connection)}", *_indented(_cut(refusal.transcript))],
    )


def _connection(failed: FailedConnection) -> str:
    answer = f"; answered {failed.status}" if failed.status else ""
    return _block(f"{failed.id}. to {failed.listener} from {failed.peer[0]}: {_cut(failed.reason)}{answer}", [])


def _fault(fault: Fault) -> str:
    fired = f"fired {fault.fired} of {fault.seen} times" if fault.fired else f"did not fire, seen {fault.seen} times"
    return _block(f"{fault}: {fired}", [])


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


def _indented(text: str) -> Iterable[str]:
    return (f"  | {part}" for part in text.splitlines())


def _block(title: str, lines: Iterable[str]) -> str:
    return "\n".join(printable(part).replace("\n", "\\n") for part in (title, *lines))


def _cut(text: str, most: int = TEXT) -> str:
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters)"
