"""Named calls between parts: each crossing of one is noted in the trace of the exchange it belongs to."""

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import ParamSpec, TypeVar

from mockkf.errors import MockkfError
from mockkf.model import Step

P = ParamSpec("P")
R = TypeVar("R")

SEAMS = (
    "pam.resolve",
    "idp.token",
    "relay.resolve",
    "relay.banner",
    "relay.tls",
    "relay.login",
    "relay.sender",
    "relay.recipient",
    "relay.message",
)
"""Where one part calls another, in the order a test mail crosses them."""


class Trace:
    """The story of one exchange, written while it happens; times count from its beginning."""

    def __init__(self) -> None:
        self._began = monotonic()
        self._steps: list[Step] = []
        self._why: str | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """What happened so far, in the order it began."""
        return tuple(sorted(self._steps, key=lambda step: step.began))

    @property
    def age(self) -> float:
        """Seconds since the exchange began."""
        return monotonic() - self._began

    @property
    def why(self) -> str | None:
        """What mockkf knows of the last refusal beyond the words of who refused."""
        return self._why

    def note(self, seam: str, call: str, outcome: str, began: float) -> None:
        """Add a step that `began` so many seconds after the exchange, and ends now."""
        self._steps.append(Step(seam, call, outcome, began, self.age - began))

    def note_refusal(self, seam: str, call: str, error: MockkfError, began: float) -> None:
        """Add a step that ended in a refusal."""
        self._why = getattr(error, "why", None)
        said = getattr(error, "remote", str(error))
        self.note(seam, call, f"{said} ({self._why})" if self._why else said, began)


def around(
    seam: str, call: Callable[P, R], trace: Trace, say: Callable[P, str], tell: Callable[[R], str] = lambda _: "ok"
) -> Callable[P, R]:
    """`call`, with each use noted in `trace`: the question in the words of `say`, the answer in those of `tell`."""

    def crossing(*args: P.args, **kwargs: P.kwargs) -> R:
        began = trace.age
        try:
            answer = call(*args, **kwargs)
        except MockkfError as error:
            trace.note_refusal(seam, say(*args, **kwargs), error, began)
            raise
        trace.note(seam, say(*args, **kwargs), tell(answer), began)
        return answer

    return crossing


def around_async(
    seam: str, call: Callable[P, Awaitable[R]], trace: Trace, say: Callable[P, str]
) -> Callable[P, Awaitable[R]]:
    """The same for a call that is awaited."""

    async def crossing(*args: P.args, **kwargs: P.kwargs) -> R:
        began = trace.age
        try:
            answer = await call(*args, **kwargs)
        except MockkfError as error:
            trace.note_refusal(seam, say(*args, **kwargs), error, began)
            raise
        trace.note(seam, say(*args, **kwargs), "ok", began)
        return answer

    return crossing
