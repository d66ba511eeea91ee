"""What arrives at the mail server: mail and refused mail."""

import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from mockkf.mime import arrival_tags
from mockkf.model import Connection, Dialogue, Envelope, Message, MessageUid, Refusal, on_one_line
from mockkf.state.epoch import Epoch
from mockkf.state.kept_mail import KeptMail
from mockkf.state.mail import Mail

REFUSALS = 1_000
"""The maximum number of stored refusals of the relay."""

log = logging.getLogger("mockkf")


class MailArrivals(Epoch):
    """The stored `mail` and the refusals; each arrival is a line in the log.

    `place` is the mock and the epoch in the uids of its mail; `kept` returns the mail of the named snapshots.
    """

    def __init__(self, *, place: MessageUid, kept: Callable[[], KeptMail], **rest: Any) -> None:
        super().__init__(**rest)
        self.mail = Mail(self._changes, self.bounds, place, kept)
        self._refusals: deque[Refusal] = deque(maxlen=REFUSALS)

    def capture(
        self, connection: Connection, envelope: Envelope, raw: bytes, transcript: Callable[[int], str], epoch: int
    ) -> Message:
        """Store a mail with the next id and wake all waits; `transcript` gets the id and returns the transcript."""
        tags = arrival_tags(raw, envelope.recipients)
        with self._changed:
            number, mock = self.mail.next_number(), self.mail.mock
            message = Message(number, epoch, self.clock.now(), envelope, connection, raw, transcript(number), mock)
            if not self._is_late(message):
                self.mail.put(message, tags)
        words = map(on_one_line, (", ".join(envelope.recipients), envelope.sender))
        log.info("mail %d to %s, from %s", message.id, *words, extra=self._event(message))
        return message

    def refuse(self, step: str, reply: str, connection: Connection, dialogue: Dialogue, epoch: int) -> None:
        """Record a mail that the relay refused."""
        refusal = Refusal(step, reply, epoch, self.clock.now(), connection, dialogue)
        with self._changed:
            if not self._is_late(refusal):
                self._refusals.append(refusal)
                self._wake()
        words = _refused(dialogue), step, on_one_line(reply)
        log.info("%s refused at the step %s: %s", *words, extra=self._event(refusal))

    def _event(self, event: Message | Refusal) -> dict[str, Any]:
        """Return what a log record has in addition to its text, for handlers that show more."""
        return {"event": event, "mock": self.mail.mock}

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The mails that the relay refused, oldest first."""
        with self._changed:
            return tuple(self._refusals)

    @property
    def messages(self) -> tuple[Message, ...]:
        """The captured mail, oldest first."""
        return self.mail.all

    def messages_after(self, number: int) -> tuple[Message, ...]:
        """Return the messages after this id, oldest first; the cost grows with their number only."""
        return self.mail.after(number)

    def message(self, number: int) -> Message | None:
        """Return the message with this id; None if it is not stored."""
        return self.mail.get(number)

    def page(self, start: int, limit: int) -> tuple[tuple[Message, ...], int]:
        """Return at most `limit` messages, newest first, without the `start` newest; and the number of all."""
        return self.mail.page(start, limit)

    @property
    def size(self) -> int:
        """The size of all stored mail with transcripts and recipients, in bytes."""
        return self.mail.bytes


def _refused(dialogue: Dialogue) -> str:
    """Return the refused mail as the log names it."""
    envelope = dialogue.envelope if log.isEnabledFor(logging.INFO) else None
    return f"mail to {on_one_line(', '.join(envelope.recipients))}" if envelope and envelope.recipients else "mail"
