"""One call of the API while it is answered."""

from dataclasses import dataclass
from datetime import datetime

from mockkf.command.backend import Backend
from mockkf.config import Settings
from mockkf.faults import TraceRecorder
from mockkf.state import State


@dataclass(frozen=True)
class RequestContext:
    """One call while it is answered: the mock it concerns, and what will be written about it."""

    backend: Backend
    trace: TraceRecorder
    id: int
    correlation_id: str
    received: datetime
    clock_ahead: float = 0.0

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.backend.settings

    @property
    def state(self) -> State:
        """All that changes."""
        return self.backend.state
