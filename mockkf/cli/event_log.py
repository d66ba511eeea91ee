"""The log of `mockkf serve`: a block for each event; a mail of the API is in the block of its call."""

import logging
import re
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import click

from mockkf.cli.output import wrapped
from mockkf.cli.printer import Printer
from mockkf.errors import NOT_SENT
from mockkf.model import ApiCall, FailedConnection, Message, Refusal, cut, on_one_line, printable

MARGIN = " " * 10
"""The width of the time and two blanks, below which the further lines of a block stand."""

SUBJECT = 100
"""The maximum number of characters of a subject."""

NAMED = 3
"""The maximum number of recipients that are named."""

KEPT = 1_000
"""The maximum number of mails and refusals whose call has not ended."""

REFUSED = 400
"""The lowest status of a refusal."""

STEP = re.compile(rf"^{re.escape(NOT_SENT)} (?P<step>[\w.]+): ")

FAULT = re.compile(r"(fault \d+) at [\w.]+ \(.*?\) fired")
"""The description of a fault in a reason; its step and its reply stand in the block already."""

Line: TypeAlias = tuple[str, str | None]
"""A text with its colour."""


class EventLog(logging.Handler):
    """Prints the events of all mocks of a server; any other record is printed as it is."""

    def __init__(self, printer: Printer) -> None:
        super().__init__()
        self._printer = printer
        self._of_calls: deque[tuple[Any, Message | Refusal]] = deque(maxlen=KEPT)

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record, or keep it for the block of its call."""
        event, mock = getattr(record, "event", None), getattr(record, "mock", None)
        if isinstance(event, Message | Refusal) and event.connection.call is not None:
            self._of_calls.append(((mock, event.epoch, event.connection.call), event))
            return
        lines = [*self._lines(event, mock)] or [(record.getMessage(), None)]
        block = _block(time.localtime(record.created), lines, is_coloured=self._printer.has_colour)
        self._printer.print_safe(block)
        if record.exc_info:
            self._printer.print(logging.Formatter().formatException(record.exc_info))

    def _lines(self, event: Any, mock: Any) -> Iterator[Line]:
        if isinstance(event, ApiCall):
            yield from _call(event, self._taken((mock, event.epoch, event.id)))
        elif isinstance(event, Message):
            yield _mail(event), None
        elif isinstance(event, Refusal):
            yield from _refusal(event)
        elif isinstance(event, FailedConnection):
            yield f"connection to {event.listener} from {event.peer[0]} failed", "red"
            yield event.reason, None

    def _taken(self, call: Any) -> list[Message | Refusal]:
        """Return and forget the mails and refusals of a call."""
        found = [event for key, event in self._of_calls if key == call]
        if found:
            self._of_calls = deque((one for one in self._of_calls if one[0] != call), KEPT)
        return found


def _call(call: ApiCall, events: Iterable[Message | Refusal]) -> Iterator[Line]:
    """Yield method, path, version, status and step; the reason; the mail; what the call did that is not documented."""
    reason = call.reason or ""
    found = STEP.match(reason)
    step = f" at {found['step']}" if found else ""
    version = f" v{call.api_version}" if call.api_version else ""
    yield f"{call.method} {on_one_line(call.path)}{version}  {call.status or 'no answer'}{step}", _colour(call.status)
    if reason:
        yield FAULT.sub(r"\1 fired", STEP.sub("", reason)), None
    if found and isinstance(call.request, Mapping):
        yield f"to {call.request.get('TestRecipient')}", None
    for event in events:
        if isinstance(event, Message):
            yield _mail(event), None
        elif event.reply not in reason:
            yield from _refusal(event)
    yield from ((f"warning: {deviation.sentence}", "yellow") for deviation in call.deviations)


def _colour(status: int) -> str:
    return "green" if 0 < status < REFUSED else "red"


def _mail(message: Message) -> str:
    first = message.envelope.recipients[:NAMED]
    more = len(message.envelope.recipients) - len(first)
    others = f" and {more} more" if more else ""
    subject = cut(message.subject, SUBJECT)
    return f"mail {message.id} {subject!r} to {', '.join(first)}{others} from {message.envelope.sender or '<>'}"


def _refusal(refusal: Refusal) -> Iterator[Line]:
    to = ", ".join(refusal.envelope.recipients[:NAMED]) if refusal.envelope else ""
    yield f"mail{f' to {to}' if to else ''} refused at {refusal.step}", "red"
    yield refusal.reply, None


def _block(moment: time.struct_time, lines: Iterable[Line], *, is_coloured: bool) -> str:
    """Return the lines wrapped below the time, with what could harm a terminal escaped."""
    texts: list[str] = []
    for text, colour in lines:
        part = wrapped([printable(text)], len(MARGIN))
        texts.append(click.style(part, fg=colour) if colour and is_coloured else part)
    return f"{time.strftime('%H:%M:%S', moment)}  " + f"\n{MARGIN}".join(texts) + "\n"
