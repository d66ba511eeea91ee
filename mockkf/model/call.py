"""The records of API calls and of requests to the identity provider."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mockkf.model.deviation import Deviation
from mockkf.model.text import on_one_line


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step of a call: `detail` is what was requested, `outcome` the result.

    `began` is in seconds since the start of the call, `took` in seconds. `fault` is the id of the fault that fired.
    """

    step: str
    detail: str
    outcome: str
    began: float
    took: float
    fault: int | None = None


@dataclass(frozen=True)
class ApiCall:
    """One API call and its answer, as the journal stores it; secrets are masked.

    `received` is in UTC, `took` in seconds. `path` is the requested path. `request` is the JSON body with masked
    secrets, None without a readable body. `reason` explains a refusal. `deviations` are the accepted ones. `routed` is
    False if no route has this path and method. `status` is 0 if a fault ended the call without an answer; if a fault
    dropped the answer, it is the status of that answer. `clock_ahead` is by how many seconds the mock's clock was ahead
    when the call arrived. `scheme` is http or https.
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
    scheme: str = "http"

    def __repr__(self) -> str:
        return f"<ApiCall {self.id}: {self.line}>"

    @property
    def line(self) -> str:
        """The call as one line of ASCII: method, path, version, status, reason and deviations."""
        version = f" v{self.api_version}" if self.api_version else ""
        said = [self.reason, *(deviation.sentence for deviation in self.deviations)]
        remarks = "; ".join(sentence for sentence in said if sentence)
        return on_one_line(f"{self.method} {self.path}{version} {self.status}{f' ({remarks})' if remarks else ''}")


@dataclass(frozen=True, slots=True)
class OpenCall:
    """An API call without an answer so far: `age` is in seconds since its start, `steps` are those it has reached.

    `why` names the faults that fired, empty if none did.
    """

    id: int
    received: datetime
    age: float
    method: str
    path: str
    why: str = ""
    steps: tuple[TraceStep, ...] = ()

    def __str__(self) -> str:
        why = f"; {self.why}" if self.why else ""
        return on_one_line(f"{self.id}. {self.method} {self.path}, started {self.age:.1f} s ago{why}")

    @property
    def step(self) -> str:
        """The step that it reached last, empty before the first."""
        return self.steps[-1].step if self.steps else ""


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """One request to the identity provider, without its secrets; `authentication` is `form` or `basic`.

    `query` is the part of the URL after the `?`, which may contain a key.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    client: str | None = None
    authentication: str | None = None
    scope: str = ""
    audience: str = ""
    query: str = field(default="", repr=False)
