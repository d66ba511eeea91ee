"""The saved contents of a state."""

from collections.abc import Mapping
from dataclasses import dataclass

from mockkf.model import ApiCall, FailedConnection, Fault, Lookup, Message, PamRegistry, Profile, Refusal, counted
from mockkf.state.bounds import DropRecord
from mockkf.state.mark_store import NO_MARKS, MarksRecord


@dataclass(frozen=True)
class Snapshot:
    """The contents of a state at one moment; it has no tokens, because a token is valid for one epoch only."""

    profile: Profile
    pam: PamRegistry
    faults: tuple[Fault, ...]
    lookups: tuple[Lookup, ...]
    calls: tuple[ApiCall, ...]
    messages: tuple[Message, ...]
    refusals: tuple[Refusal, ...]
    connections: tuple[FailedConnection, ...]
    dropped: Mapping[str, DropRecord]
    last: tuple[int, int, int]
    ahead: float = 0.0
    marks: MarksRecord = NO_MARKS

    def __repr__(self) -> str:
        parts = ((self.calls, "call"), (self.messages, "message"), (self.faults, "fault"))
        return f"<Snapshot: {', '.join(counted(len(held), noun) for held, noun in parts)}>"
