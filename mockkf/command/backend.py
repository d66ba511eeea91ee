"""The interface through which the API uses a mock."""

from collections.abc import Callable
from typing import Protocol

from mockkf.command.external_calls import ExternalCalls
from mockkf.config import Settings
from mockkf.faults import TraceRecorder
from mockkf.state import State


class Backend(Protocol):
    """One mock between two resets, as the API uses it."""

    @property
    def settings(self) -> Settings:
        """The current settings."""

    @property
    def state(self) -> State:
        """The mutable state."""

    @property
    def external_calls(self) -> Callable[[TraceRecorder, int], ExternalCalls]:
        """A function of the trace and the id of an API call; it returns the external calls of its test mail."""

    def client_of(self, token: str) -> str | None:
        """Return the client to which `token` was issued, or None if the token is invalid."""
