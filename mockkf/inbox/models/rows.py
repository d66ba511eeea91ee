"""The rows of the list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mockkf.model import ApiCall, Message, Refusal
from mockkf.state import State

if TYPE_CHECKING:
    from mockkf.mailpit import MailReader


@dataclass(frozen=True)
class Sign:
    """A sign at the end of a row: `icon` is its picture, `words` say the same."""

    icon: str
    words: str
    tone: str = "quiet"


@dataclass(frozen=True)
class Row:
    """One row: what it is about, who takes part, when, and its signs. `path` is its page."""

    key: str
    path: str
    who: str
    to: str
    subject: str
    snippet: str
    received: datetime
    signs: tuple[Sign, ...] = ()
    is_unread: bool = False
    is_failed: bool = False
    uid: str = ""
    tags: tuple[str, ...] = ()


TLS = Sign("lock", "TLS")
FILES = Sign("file", "with files")
FAULT = Sign("fault", "a fault fired", "bad")


def message_row(message: Message, state: State, reader: "MailReader") -> Row:
    """Return the row of a captured message."""
    digest, uid = reader.digest(message), message.uid
    sender = digest.people.sender
    call = None if message.call is None else state.call(message.call)
    marks = state.mail.marks(message.id)
    signs = [
        *([FAULT] if call is not None and _has_fault(call) else []),
        *([FILES] if digest.attachments else []),
        *([TLS] if message.tls else []),
    ]
    return Row(
        key=f"message-{uid}",
        path=f"/view/{uid}",
        who=sender.name or sender.address or message.envelope.sender or "no sender",
        to=listed(message.envelope.recipients),
        subject=digest.subject or "(no subject)",
        snippet=digest.snippet,
        received=message.received,
        signs=tuple(signs),
        is_unread=not marks.read,
        uid=uid,
        tags=marks.tags,
    )


def call_row(call: ApiCall) -> Row:
    """Return the row of a call."""
    is_failed = not 200 <= call.status < 400  # noqa: PLR2004 - the statuses of success
    recipient = call.request.get("TestRecipient") if isinstance(call.request, dict) else None
    return Row(
        key=f"call-{call.id}",
        path=f"/call/{call.id}",
        who=f"{call.method} {call.path}",
        to=str(recipient or ""),
        subject=f"{call.status or 'no answer'}{f' · {failed_at(call)}' if failed_at(call) else ''}",
        snippet=call.reason or "; ".join(deviation.sentence for deviation in call.deviations),
        received=call.received,
        signs=(FAULT,) if _has_fault(call) else (),
        is_failed=is_failed,
    )


def refusal_row(refusal: Refusal) -> Row:
    """Return the row of a command or mail that the mail server refused."""
    envelope = refusal.envelope
    return Row(
        key=f"refusal-{refusal_key(refusal)}",
        path=f"/refusal/{refusal_key(refusal)}",
        who=(envelope.sender if envelope else "") or refusal.connection.helo or refusal.connection.peer[0],
        to=listed(to for to, _ in envelope.replies) if envelope and envelope.replies else "",
        subject=f"refused at {refusal.step}",
        snippet=refusal.reply,
        received=refusal.received,
        is_failed=True,
    )


def refusal_key(refusal: Refusal) -> str:
    """Return the id of a refusal in paths: its time in microseconds and the port of the client."""
    return f"{int(refusal.received.timestamp() * 1_000_000)}-{refusal.connection.peer[1]}"


def failed_at(call: ApiCall) -> str:
    """Return the name of the step at which a fault fired, or of the last step of a call that failed; else ""."""
    fired = next((step.step for step in call.trace if step.fault is not None), "")
    is_failed = call.status >= 400 or not call.status  # noqa: PLR2004 - the statuses of errors
    return fired or (call.trace[-1].step if is_failed and call.trace else "")


def listed(recipients: Iterable[str]) -> str:
    """Return recipients as a row shows them: the first, and the number of the others.

    >>> listed(["a@b.example", "c@b.example", "d@b.example"])
    'a@b.example +2'
    """
    first, *others = [*recipients] or ["no recipient"]
    return f"{first} +{len(others)}" if others else first


def _has_fault(call: ApiCall) -> bool:
    return any(step.fault is not None for step in call.trace)
