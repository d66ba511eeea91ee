"""What a test asks of the calls of the API: find them, expect them; a failure says in words what was called instead."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, overload

from mockkf.model import ApiCall, redaction
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
"""What a call can be asked for by name, beside its method and path."""

INSIDE: Mapping[str, Callable[[ApiCall], Any]] = {
    "json": lambda call: call.request,
    "answer": lambda call: _parsed(call.answer),
}
"""Bodies whose members can be asked for: `json__Port`, `answer__Id`, `json__RelayUsername__Provider`."""

HEADER = "header"
"""`header__x_keyfactor_api_version` asks for that header of the request."""

SECRETIVE = re.compile(r"pass?w|pwd|secret|token|credential|key|header|param|value", re.IGNORECASE)
"""Members whose wanted value is not repeated: the journal masks what is secret, and so must a failure."""


Path = str | re.Pattern[str]
"""A path without or with the base path, or a pattern that is searched for in the path that was asked for."""


class Journal(Sequence[ApiCall]):
    """The calls of the API since the last reset, oldest first: a view, and a sequence.

    A path is given without the base path, and matches in any letter case. Criteria: id, version, status, user, reason,
    deviation, step, after_id (the id of a call: those answered after it), and json__, answer__ and header__ with the
    name of a member or header. Each is a plain value, a compiled pattern or a function of the actual value.
    """

    def __init__(self, state: Callable[[], State], is_path: Callable[[str, str], bool]) -> None:
        self._state = state
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

    __hash__ = None  # type: ignore[assignment] # it changes

    def __repr__(self) -> str:
        return f"<Journal: {', '.join(map(repr, self)) or 'no call'}>"

    def find(self, method: str | None = None, path: Path | None = None, /, **criteria: Any) -> tuple[ApiCall, ...]:
        """The calls that fit, oldest first; at once, without waiting."""
        return self._ask(method, path, criteria, 0).wait().held()

    def wait_for(
        self, method: str | None = None, path: Path | None = None, /, *, timeout: float = 5, **criteria: Any
    ) -> ApiCall:
        """The first call that fits, as soon as it is answered; `AssertionError` after `timeout` seconds."""
        return self._ask(method, path, criteria, timeout).wait().first()

    async def await_for(
        self,
        method: str | None = None,
        path: Path | None = None,
        /,
        *,
        timeout: float = 5,  # noqa: ASYNC109 - the deadline fails in words, a cancelled scope would not
        **criteria: Any,
    ) -> ApiCall:
        """`wait_for`, to be awaited."""
        return (await self._ask(method, path, criteria, timeout).async_wait()).first()

    def expect(
        self, method: str | None = None, path: Path | None = None, /, *, timeout: float = 5, **criteria: Any
    ) -> ApiCall:
        """The only call that fits, as soon as it is answered; `AssertionError` if there is none in time, or another."""
        return self._ask(method, path, criteria, timeout).wait().exactly(1)[0]

    async def aexpect(
        self,
        method: str | None = None,
        path: Path | None = None,
        /,
        *,
        timeout: float = 5,  # noqa: ASYNC109 - the deadline fails in words, a cancelled scope would not
        **criteria: Any,
    ) -> ApiCall:
        """`expect`, to be awaited."""
        return (await self._ask(method, path, criteria, timeout).async_wait()).exactly(1)[0]

    def expect_none(
        self, method: str | None = None, path: Path | None = None, /, *, within: float = 0, **criteria: Any
    ) -> None:
        """No call fits now, and none comes `within` so many seconds."""
        self._ask(method, path, criteria, within).wait().none()

    async def aexpect_none(
        self, method: str | None = None, path: Path | None = None, /, *, within: float = 0, **criteria: Any
    ) -> None:
        """`expect_none`, to be awaited."""
        (await self._ask(method, path, criteria, within).async_wait()).none()

    def _ask(
        self, method: str | None, path: Path | None, criteria: Mapping[str, Any], timeout: float
    ) -> Expectation[ApiCall]:
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
    """The calls that were answered after one; those that were dropped were so before any that is held."""
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
    families = ", ".join(f"{kind}__…" for kind in (*INSIDE, HEADER))
    raise TypeError(f"no criterion '{name}'; there are: {', '.join(CRITERIA)}, after_id, {families}")


def _member(kind: str, path: Sequence[str]) -> Criterion[ApiCall]:
    say = (lambda _: redaction.MASK) if any(map(SECRETIVE.search, path)) else shown
    return Criterion(f"{kind}.{'.'.join(path)}", lambda call: _at(INSIDE[kind](call), path), say=say)


def _header(name: str) -> Criterion[ApiCall]:
    def read(call: ApiCall) -> Any:
        return next((value for key, value in call.request_headers.items() if key.lower() == name.lower()), ABSENT)

    is_harmless = name.lower() in redaction.SHOWN_HEADERS
    return Criterion(f"header {name}", read, say=shown if is_harmless else lambda _: redaction.MASK)


def _at(value: Any, path: Sequence[str]) -> Any:
    """What is at `path` inside `value`: names in any letter case, numbers from 0; `ABSENT` if there is nothing."""
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
    news=lambda state, _: state.calls,  # numbered when they begin, but entered when they end
    title=_title,
    line=_title,
)
