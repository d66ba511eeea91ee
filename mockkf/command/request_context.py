"""The context of one API call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Request

from mockkf.command.auth import UNIDENTIFIED, Caller
from mockkf.command.backend import Backend
from mockkf.config import Settings
from mockkf.faults import TraceRecorder
from mockkf.model import Deviation, Fault
from mockkf.state import State


@dataclass(slots=True)
class RequestContext:
    """The mock that answers a call, and what is known of the call so far, for its answer and its journal entry.

    `path` is the requested path, shortened; `headers` are those of the request. `version` is 0 until it is known.
    `fault` is the one that fired at `http.request`. `reason` explains a refusal; `token_refused` is whether it refused
    a token. `problems` are the rejected deviations in the headers, `deviations` the accepted ones. `shown` and
    `shown_answer` are the bodies for the journal, with masked secrets; None if the answer is shown as it is.
    """

    backend: Backend
    settings: Settings
    state: State
    request: Request
    trace: TraceRecorder
    id: int
    correlation_id: str
    received: datetime
    clock_ahead: float
    path: str
    headers: Mapping[str, str]
    operation: str | None
    version: int = 0
    caller: Caller = UNIDENTIFIED
    fault: Fault | None = None
    reason: str | None = None
    token_refused: bool = False
    problems: list[str] = field(default_factory=list)
    deviations: list[Deviation] = field(default_factory=list)
    shown: Any = None
    shown_answer: str | None = None

    def header(self, name: str) -> str | None:
        """Return a header of the request, in any letter case; None if it is absent."""
        return self.headers.get(name.title())
