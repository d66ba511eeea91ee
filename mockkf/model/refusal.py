"""Refusals of the relay."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from mockkf.model.envelope import Envelope
from mockkf.model.message import Connection
from mockkf.model.text import printable


class Dialogue(Protocol):
    """The SMTP dialogue before a refusal."""

    @property
    def envelope(self) -> Envelope | None:
        """Sender and recipients up to the refusal; None before MAIL."""

    @property
    def transcript(self) -> str:
        """The dialogue up to the refusal, with masked secrets."""


@dataclass(frozen=True)
class RecordedDialogue:
    """A stored dialogue."""

    envelope: Envelope | None = None
    transcript: str = ""


@dataclass(frozen=True)
class Refusal:
    """A command or message that the relay refused: `reply` is its SMTP reply at `step`, such as `relay.login`.

    If the relay could not reply, `reply` describes what happened. `why` is the cause that only the mock knows, such as
    a declared user with another password; empty if the reply says all. `dialogue` builds envelope and transcript on
    demand, because the refusals of one mail share their data.
    """

    step: str
    reply: str
    epoch: int
    received: datetime
    connection: Connection = field(repr=False)
    dialogue: Dialogue = field(default=RecordedDialogue(), repr=False, compare=False)
    why: str = ""

    def __repr__(self) -> str:
        return printable(f"<Refusal at {self.step}: {self.reply}>")

    @property
    def envelope(self) -> Envelope | None:
        """Sender and recipients up to the refusal; None before MAIL."""
        return self.dialogue.envelope

    @property
    def transcript(self) -> str:
        """The SMTP dialogue up to the refusal, with masked secrets."""
        return self.dialogue.transcript
