"""What the API needs of the mock behind it."""

from collections.abc import Callable
from typing import Protocol

from mockkf.command.test_mail import ExternalCalls
from mockkf.config import Settings
from mockkf.faults import TraceRecorder
from mockkf.state import State


class Backend(Protocol):
    """One mock between two resets, as the API sees it."""

    @property
    def settings(self) -> Settings:
        """The settings in force."""

    @property
    def state(self) -> State:
        """All that changes."""

    @property
    def external_calls(self) -> Callable[[TraceRecorder, int], ExternalCalls]:
        """The calls of one test mail to other systems, for the trace and the id of the API call that sends it."""

    def client_of(self, token: str) -> str | None:
        """The client a token was issued to; None if it is no good."""
