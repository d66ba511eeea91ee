"""What the relay did not take."""

from dataclasses import dataclass, field
from datetime import datetime

from mockkf.model.message import Connection, Envelope
from mockkf.model.text import printable


@dataclass(frozen=True)
class Refusal:
    """Something the relay was asked and did not take, kept as data: `reply` is what it answered at `step`.

    Steps: those of the mail server, such as `relay.login`.
    """

    step: str
    reply: str
    epoch: int
    received: datetime
    connection: Connection = field(repr=False)
    envelope: Envelope | None = None
    transcript: str = field(default="", repr=False)

    def __repr__(self) -> str:
        return printable(f"<Refusal at {self.step}: {self.reply}>")
