"""The criteria of a call by name, and those of the members of its bodies and of its headers."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mockkf.model import ApiCall, hint, redaction
from mockkf.testing.comparison import ABSENT, shown
from mockkf.testing.predicates import Criterion

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


def criterion(name: str) -> Criterion[ApiCall]:
    """Return the criterion with this name; raise `TypeError` with the known ones if there is none."""
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
