"""The journal as a test uses it: find calls of the API and expect them; a failure lists the calls that came instead."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, overload

from mockkf.config import hint
from mockkf.model import ApiCall, FailedConnection, redaction
from mockkf.state import State
from mockkf.testing.comparison import ABSENT, fits, shown
from mockkf.testing.expectation import Expectation, ItemType
from mockkf.testing.predicates import Criterion, Every

CRITERIA: Mapping[str, Criterion[ApiCall]] = {
    one.name: one
    for one in (
        Criterion[ApiCall]("id", lambda call: call.id),
        Criterion[ApiCall]("version", lambda call: call.api_version),
        Criterion[ApiCall]("status", lambda call: call.status),
        Criterion[ApiCall]("user", lambda call: call.user),
        Criterion[ApiCall]("reason", lambda call: call.reason),
        Criterion[ApiCall]("deviation", lambda call: tuple(deviation.name for deviation in call.deviations)),
        Criterion[ApiCall]("step", lambda call: tuple(dict.fromkeys(step.step for step in call.trace))),
    )
}
"""The named criteria of a call; method and path are positional arguments."""

INSIDE: Mapping[str, Callable[[ApiCall], Any]] = {
    "json": lambda call: call.request,
    "answer": lambda call: _parsed(call.answer),
}
"""The bodies whose members can be criteria: `json__Port`, `answer__Id`, `json__RelayUsername__Provider`."""

HEADER = "header"
"""The prefix of criteria for headers of the request: `header__x_keyfactor_api_version`."""

SECRETIVE = re.compile(r"pass?w|pwd|secret|token|credential|key|header|param|value", re.IGNORECASE)
"""Members whose expected value is masked in a failure, because the journal masks secrets too."""


Path = str | re.Pattern[str]
"""A path with or without the base path, or a pattern that is searched in the requested path."""


class Journal(Sequence[ApiCall]):
    """The calls of the API since the last reset, oldest first: a sequence that always shows the present calls.

    A path can omit the base path; its letter case is ignored. Criteria: id, version, status, user, reason, deviation,
    step, after_id (selects the calls answered after the call with this id), and json__, answer__ and header__ with the
    name of a member or header. The value of a criterion is a plain value, a compiled pattern or a function of the
    actual value. Methods that wait have a variant for asyncio and trio, such as `aexpect`.
    """

    def __init__(
        self,
        state: Callable[[], State],
        is_path: Callable[[str, str], bool],
        settle: Callable[[], object] = lambda: None,
    ) -> None:
        self._state = state
        self._settle = settle
        self._method = Criterion[ApiCall]("method", lambda call: call.method)
        self._path = Criterion[ApiCall](
            "path",
            lambda call: call.path,
            lambda wanted, actual: is_path(wanted, actual) if isinstance(wanted, str) else fits(wanted, actual),
        )

    @overload
    def __getitem__(self, index: int) -> ApiCall: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[ApiCall, ...]: ...
    def __getitem__(self, index: int | slice) -> ApiCall | tuple[ApiCall, ...]:
        return self._state().calls[index]

    def __len__(self) -> int:
        return len(self._state().calls)

    def __iter__(self) -> Iterator[ApiCall]:
        return iter(self._state().calls)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment] # the contents change

    def __repr__(self) -> str:
        return f"<Journal: {', '.join(map(repr, self)) or 'no call'}>"

    def clear(self) -> None:
        """Remove calls, refusals, failed connections and late arrivals; mail and faults stay, ids of calls go on."""
        self._state().clear_journal()

    @property
    def connections(self) -> tuple[FailedConnection, ...]:
        """The HTTP connections that did not become a call, oldest first: failed TLS handshakes, broken requests.

        What clients have sent so far is read first, so that a failure which a client has seen is in the list.
        """
        self.settle()
        return self._state().connections

    def settle(self) -> None:
        """Wait until what HTTP clients have sent so far was read, at most a second."""
        self._settle()

    def find(self, method: str | None = None, path: Path | None = None, /, **criteria: Any) -> tuple[ApiCall, ...]:
        """Return the matching calls, oldest first, without waiting."""
        return self.expectation(method, path, criteria, 0).wait().held()

    def wait_for(
        self, method: str | None = None, path: Path | None = None, /, *, timeout: float = 5, **criteria: Any
    ) -> ApiCall:
        """Wait for a matching call and return the first; raise `AssertionError` after `timeout` seconds."""
        return self.expectation(method, path, criteria, timeout).wait().first()

    async def await_for(
        self,
        method: str | None = None,
        path: Path | None = None,
        /,
        *,
        timeout: float = 5,  # noqa: ASYNC109 - a missed deadline has a helpful message, a cancelled scope has none
        **criteria: Any,
    ) -> ApiCall:
        """Do the same as `wait_for`, for asyncio and trio."""
        return (await self.expectation(method, path, criteria, timeout).async_wait()).first()

    def expect(
        self, method: str | None = None, path: Path | None = None, /, *, timeout: float = 5, **criteria: Any
    ) -> ApiCall:
        """Wait for the only matching call and return it.

        Raise `AssertionError` if no call matches within `timeout` seconds, or if more than one matches.
        """
        return self.expectation(method, path, criteria, timeout).wait().exactly(1)[0]

    async def aexpect(
        self,
        method: str | None = None,
        path: Path | None = None,
        /,
        *,
        timeout: float = 5,  # noqa: ASYNC109 - a missed deadline has a helpful message, a cancelled scope has none
        **criteria: Any,
    ) -> ApiCall:
        """Do the same as `expect`, for asyncio and trio."""
        return (await self.expectation(method, path, criteria, timeout).async_wait()).exactly(1)[0]

    def expect_none(
        self, method: str | None = None, path: Path | None = None, /, *, within: float = 0, **criteria: Any
    ) -> None:
        """Raise `AssertionError` if a call matches, now or `within` this number of seconds."""
        self.expectation(method, path, criteria, within).wait().none()

    async def aexpect_none(
        self, method: str | None = None, path: Path | None = None, /, *, within: float = 0, **criteria: Any
    ) -> None:
        """Do the same as `expect_none`, for asyncio and trio."""
        (await self.expectation(method, path, criteria, within).async_wait()).none()

    def expectation(
        self, method: str | None, path: Path | None, criteria: Mapping[str, Any], timeout: float
    ) -> Expectation[ApiCall]:
        """Return the expectation of the matching calls, now or within `timeout` seconds."""
        line = [self._method(method.upper())] if method is not None else []
        line += [self._path(path)] if path is not None else []
        criteria = dict(criteria)
        after_id = criteria.pop("after_id", None)
        kind = CALLS if after_id is None else _after(after_id)
        more = [_criterion(name)(wanted) for name, wanted in criteria.items()]
        words = [method.upper()] if method is not None else []
        words += [path if isinstance(path, str) else shown(path)] if path is not None else []
        words += [f"with {Every(tuple(more)).words}"] if more else []
        words += [f"after call {after_id}"] if after_id is not None else []
        return Expectation(kind, self._state(), Every((*line, *more)), " ".join(words) or "at all", timeout)


def _after(number: int) -> ItemType[ApiCall]:
    """Return the type of the calls answered after one call. Every dropped call is older than every stored call."""
    return replace(
        CALLS,
        news=lambda state, _: state.calls_after(number),
        is_old=lambda state, record: number >= record.last_id or any(call.id == number for call in state.calls),
    )


def _criterion(name: str) -> Criterion[ApiCall]:
    if name in CRITERIA:
        return CRITERIA[name]
    kind, _, inner = name.partition("__")
    if inner and kind in INSIDE:
        return _member(kind, inner.split("__"))
    if inner and kind == HEADER:
        return _header(inner.replace("_", "-"))
    families = (f"{kind}__…" for kind in (*INSIDE, HEADER))
    raise TypeError(f"no criterion '{name}'; {hint(name, (*CRITERIA, 'after_id', *families))}")


def _member(kind: str, path: Sequence[str]) -> Criterion[ApiCall]:
    say = (lambda _: redaction.MASK) if any(map(SECRETIVE.search, path)) else shown
    return Criterion(f"{kind}.{'.'.join(path)}", lambda call: _at(INSIDE[kind](call), path), say=say)


def _header(name: str) -> Criterion[ApiCall]:
    def read(call: ApiCall) -> Any:
        return next((value for key, value in call.request_headers.items() if key.lower() == name.lower()), ABSENT)

    is_harmless = name.lower() in redaction.SHOWN_HEADERS
    return Criterion(f"header {name}", read, say=shown if is_harmless else lambda _: redaction.MASK)


def _at(value: Any, path: Sequence[str]) -> Any:
    """Return the value at `path` inside `value`, or `ABSENT`. Names ignore letter case; list indexes start at 0."""
    for name in path:
        if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, Mapping):
            value = {key.lower(): inner for key, inner in value.items()}.get(name.lower(), ABSENT)
        else:
            return ABSENT
    return value


def _parsed(answer: str) -> Any:
    try:
        return json.loads(answer)
    except ValueError:
        return None


def _title(call: ApiCall) -> str:
    return f"call {call.id}: {call.line}"


CALLS: ItemType[ApiCall] = ItemType(
    noun="call",
    news=lambda state, _: state.calls,  # a call gets its id when it begins, but enters the journal when it ends
    title=_title,
    line=_title,
)
