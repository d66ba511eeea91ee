"""The steps of every endpoint: find the format, read the body, write the answer."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Response, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from mockkf.command import operations
from mockkf.command.auth import demand
from mockkf.command.json_codec import JSON, LIMIT, dump, parse
from mockkf.command.schemas import Operation, operation
from mockkf.config import Settings
from mockkf.errors import Invalid, TooLarge
from mockkf.http import Readable
from mockkf.model import Deviation

FORM = "application/x-www-form-urlencoded"
READABLE = Readable(("application/json", "text/json", "application/json-patch+json", "application/*+json"))
WITH_FORM = Readable((*READABLE.media_types, FORM))
MOST_MEMBERS = 500
"""The maximum number of members in a body; each unknown one costs a search for the nearest name."""


def format_for(name: str, permission: str | None = None) -> Operation:
    """Return the format of the operation `name` in the requested version; raise `Forbidden` without `permission`."""
    settings: Settings = g.context.settings
    version = operations.version_of(name, settings)
    if permission is not None:
        demand(g.caller, permission)
    g.version = version
    found = operation(name, version, settings.version)
    assert found is not None  # noqa: S101 - `version_of` returns existing versions
    g.problems = _problems(operations.remarks(name, version, settings))
    if g.problems and found.request is None:  # else `body_for` reports them with the errors of the body
        raise Invalid(g.problems)
    return found


def body_for(
    form: Operation,
    *,
    spare: Iterable[str] = (),
    may_be_form: bool = False,
    remarks: Callable[[Mapping[str, Any]], Iterable[Deviation]] = lambda _: (),
) -> Any:
    """Return the value of the request body; members in `spare` may be missing.

    `remarks` gets the members under their documented names, and returns further deviations.
    Raise `Invalid` with all errors, `TooLarge` or `UnsupportedMediaType`.
    """
    wire = form.request
    assert wire is not None  # noqa: S101 - only operations with a body call this
    noted = []
    headers = request.headers
    sent = (WITH_FORM if may_be_form else READABLE).check(
        headers.get("Content-Type", ""), headers.get("Content-Encoding", "")
    )
    if sent.media_type == FORM:
        noted.append(Deviation("form-body", "the body should be JSON; it was sent as a form"))
        body: Any = wire.from_form(request.form)
    else:
        body = parse(_received(), sent.charset)
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


def query_for(form: Operation) -> Mapping[str, str]:
    """Return the parameters of the query that the format has; raise `Invalid` if a required one is absent or empty."""
    given = {name.lower(): value for name, value in request.args.items()}
    problems = [
        f"{one.name} is required in the query" for one in form.query if one.required and not given.get(one.name.lower())
    ]
    if problems:
        raise Invalid(problems)
    return {one.name: given[one.name.lower()] for one in form.query if one.name.lower() in given}


def deviate(deviations: Iterable[Deviation]) -> None:
    """Record deviations outside the format of the body; raise `Invalid` for those that the option `strict` rejects."""
    problems = _problems(deviations)
    if problems:
        raise Invalid(problems)


def answer(form: Operation, value: Any) -> Response:
    """Return 200 with `value` in the format of the answer, or with an empty body if there is no format."""
    return Response(b"", 200) if form.answer is None else json_answer(form.answer.write(value))


def json_answer(body: Any, shown: Any = None) -> Response:
    """Return 200 with `body` as JSON; `shown` is the masked form for the journal, if there is one."""
    if shown is not None:
        g.shown_answer = dump(shown).decode()
    return Response(dump(body), 200, {"Content-Type": JSON})


def _received() -> bytes:
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise TooLarge(f"The body must not be larger than {LIMIT} bytes.") from None


def _problems(deviations: Iterable[Deviation]) -> list[str]:
    """Return the sentences of the rejected deviations; record those that are accepted with a warning."""
    strict = g.context.settings.strict
    levels = [(strict.level(deviation.name), deviation) for deviation in deviations]
    g.deviations += [deviation for level, deviation in levels if level == "warn"]
    return [deviation.sentence for level, deviation in levels if level == "error"]
