"""What an endpoint does with its request: find its format, read the body, write the answer."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Response, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from mockkf.command import operations
from mockkf.command.auth import demand
from mockkf.command.json_codec import JSON, LIMIT, dump, parse
from mockkf.command.schemas import Operation, operation
from mockkf.config import Settings
from mockkf.errors import Invalid, TooLarge, UnsupportedMediaType
from mockkf.model import Deviation

FORM = "application/x-www-form-urlencoded"
MEDIA_TYPES = re.compile(r"application/json|text/json|application/json-patch\+json|application/[\w.!#$&^-]*\+json")
MOST_MEMBERS = 500
"""The maximum number of members in a body; each unknown one costs a search for the nearest name."""

MEDIA_TYPES_IN_WORDS = "application/json, text/json, application/json-patch+json or application/*+json"


def format_for(name: str, permission: str | None = None) -> Operation:
    """How the operation `name` reads and answers in the version asked for; its caller needs `permission`."""
    settings: Settings = g.context.settings
    version = operations.version_of(name, settings)
    if permission is not None:
        demand(g.caller, permission)
    g.version = version
    found = operation(name, version, settings.version)
    assert found is not None  # noqa: S101 - `_version` answers versions that are there
    g.problems = _problems(operations.remarks(name, version, settings))
    if g.problems and found.request is None:  # else what is wrong with the body is said together with it
        raise Invalid(g.problems)
    return found


def body_for(
    form: Operation,
    *,
    spare: Iterable[str] = (),
    may_be_form: bool = False,
    remarks: Callable[[Mapping[str, Any]], Iterable[Deviation]] = lambda _: (),
) -> Any:
    """The value this call's body stands for; members in `spare` may be missing.

    `remarks` sees the members as they are documented, and says what else the documents do not allow.
    """
    wire = form.request
    assert wire is not None  # noqa: S101 - only calls with a body ask for one
    noted = []
    if may_be_form and request.mimetype == FORM:
        noted.append(Deviation("form-body", "the body should be JSON; it was sent as a form"))
        body: Any = wire.from_form(request.form)
    elif MEDIA_TYPES.fullmatch(request.mimetype):
        body = parse(_received())
    else:
        raise UnsupportedMediaType(f"The media type must be {MEDIA_TYPES_IN_WORDS}, not '{request.mimetype[:80]}'.")
    g.shown = wire.shown(body)
    if isinstance(body, dict) and len(body) > MOST_MEMBERS:
        raise Invalid([f"The body must have at most {MOST_MEMBERS} members, not {len(body)}"])
    if isinstance(body, dict):
        noted += [*wire.deviations(body), *remarks(wire.spell(body))]
    problems = [*g.problems, *_problems(noted)]
    try:
        value = wire.read(body, tuple(spare))
    except Invalid as error:
        raise Invalid((*error.problems, *problems)) from None
    if problems:
        raise Invalid(problems)
    return value


def deviate(deviations: Iterable[Deviation]) -> None:
    """Remark on what was found beyond the body, or refuse it, as strictly as the settings are."""
    problems = _problems(deviations)
    if problems:
        raise Invalid(problems)


def answer(form: Operation, value: Any) -> Response:
    """200 with `value` as this call answers it, or with nothing."""
    return Response(b"", 200) if form.answer is None else json_answer(form.answer.write(value))


def json_answer(body: Any, shown: Any = None) -> Response:
    """200 with `body` in JSON; `shown` is what the journal may have of it, if that is less."""
    if shown is not None:
        g.shown_answer = dump(shown).decode()
    return Response(dump(body), 200, {"Content-Type": JSON})


def _received() -> bytes:
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise TooLarge(f"The body must not be larger than {LIMIT} bytes.") from None


def _problems(deviations: Iterable[Deviation]) -> list[str]:
    """The deviations that are refused; those that are let pass are written down."""
    strict = g.context.settings.strict
    levels = [(strict.level(deviation.name), deviation) for deviation in deviations]
    g.deviations += [deviation for level, deviation in levels if level == "warn"]
    return [deviation.sentence for level, deviation in levels if level == "error"]
