"""The context of one API call."""

from dataclasses import dataclass
from datetime import datetime

from mockkf.command.backend import Backend
from mockkf.config import Settings
from mockkf.faults import TraceRecorder
from mockkf.state import State


@dataclass(frozen=True)
class RequestContext:
    """The mock that answers a call, and the data for its journal entry."""

    backend: Backend
    trace: TraceRecorder
    id: int
    correlation_id: str
    received: datetime
    clock_ahead: float = 0.0

    @property
    def settings(self) -> Settings:
        """The current settings."""
        return self.backend.settings

    @property
    def state(self) -> State:
        """The mutable state."""
        return self.backend.state
