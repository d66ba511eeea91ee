"""What the relay did not take."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from mockkf.model.envelope import Envelope
from mockkf.model.message import Connection
from mockkf.model.text import printable


class Dialogue(Protocol):
    """What led to a refusal."""

    @property
    def envelope(self) -> Envelope | None:
        """Sender and recipients up to the refusal, None before there was a sender."""

    @property
    def transcript(self) -> str:
        """The dialogue up to the refusal, secrets masked."""


@dataclass(frozen=True)
class RecordedDialogue:
    """A dialogue that is over and written down."""

    envelope: Envelope | None = None
    transcript: str = ""


@dataclass(frozen=True)
class Refusal:
    """Something the relay was asked and did not take, kept as data: `reply` is what it answered at `step`.

    Where nothing could be answered, `reply` says what happened. Steps: those of the mail server, such as `relay.login`.
    `dialogue` makes its envelope and transcript when they are read: the refusals of one mail share what they hold.
    """

    step: str
    reply: str
    epoch: int
    received: datetime
    connection: Connection = field(repr=False)
    dialogue: Dialogue = field(default=RecordedDialogue(), repr=False, compare=False)

    def __repr__(self) -> str:
        return printable(f"<Refusal at {self.step}: {self.reply}>")

    @property
    def envelope(self) -> Envelope | None:
        """Sender and recipients up to the refusal, None before there was a sender."""
        return self.dialogue.envelope

    @property
    def transcript(self) -> str:
        """The SMTP dialogue up to the refusal, secrets masked."""
        return self.dialogue.transcript
