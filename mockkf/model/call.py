"""What is written down about the calls of the API and of the identity provider."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mockkf.model.deviation import Deviation
from mockkf.model.text import on_one_line


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step crossed on the way of a call: what was asked and what came of it, in seconds since the call began.

    `fault` is the id of the fault that fired there.
    """

    step: str
    detail: str
    outcome: str
    began: float
    took: float
    fault: int | None = None


@dataclass(frozen=True)
class ApiCall:
    """One call of the API and its answer, as the journal keeps it: secrets masked, times in UTC and seconds.

    `path` is what the client asked for; `request` is the JSON body as far as it may be shown, None if there was none
    that could be read; `reason` is what mockkf says about a refusal, in full; `deviations` were let pass;
    `routed` is False if there is nothing at the path, or not by this method; `status` is 0 if a fault ended the call
    without an answer, and the one that was meant if the answer got lost; `clock_ahead` is how many seconds the mock's
    clock had been moved ahead when the call came.
    """

    id: int
    epoch: int
    correlation_id: str
    received: datetime
    took: float
    method: str
    path: str
    status: int
    api_version: int | None = None
    user: str | None = None
    reason: str | None = None
    deviations: tuple[Deviation, ...] = ()
    request_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    request: Any = field(default=None, repr=False)
    answer_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    answer: str = field(default="", repr=False)
    trace: tuple[TraceStep, ...] = field(default=(), repr=False)
    routed: bool = True
    clock_ahead: float = 0.0

    def __repr__(self) -> str:
        return f"<ApiCall {self.id}: {self.line}>"

    @property
    def line(self) -> str:
        """The call in one line of ASCII: method, path, version, status and remarks."""
        version = f" v{self.api_version}" if self.api_version else ""
        said = [self.reason, *(deviation.sentence for deviation in self.deviations)]
        remarks = "; ".join(sentence for sentence in said if sentence)
        return on_one_line(f"{self.method} {self.path}{version} {self.status}{f' ({remarks})' if remarks else ''}")


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """One request to the identity provider, without its secrets; `authentication` is `form` or `basic`.

    `query` is what stood behind the `?` of the URL, which may be a key.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    client: str | None = None
    authentication: str | None = None
    scope: str = ""
    audience: str = ""
    query: str = field(default="", repr=False)
