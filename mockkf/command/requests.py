"""The steps of every endpoint: find the format, read the body, write the answer."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Request, Response, g
from werkzeug.exceptions import RequestEntityTooLarge

from mockkf.command import operations
from mockkf.command.auth import demand
from mockkf.command.json_codec import JSON, LIMIT, dump, parse
from mockkf.command.request_context import RequestContext
from mockkf.command.schemas import Operation, operation
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
    context: RequestContext = g.context
    version = operations.version_of(context, name)
    if permission is not None:
        demand(context.caller, permission)
    context.version = version
    found = operation(name, version, context.settings.version)
    assert found is not None  # noqa: S101 - `version_of` returns existing versions
    context.problems = _problems(operations.remarks(context, name, version))
    if context.problems and found.request is None:  # else `body_for` reports them with the errors of the body
        raise Invalid(context.problems)
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
    context: RequestContext = g.context
    sent = (WITH_FORM if may_be_form else READABLE).check(
        context.header("Content-Type") or "", context.header("Content-Encoding") or ""
    )
    if sent.media_type == FORM:
        noted.append(Deviation("form-body", "the body should be JSON; it was sent as a form"))
        body: Any = wire.from_form(context.request.form)
    else:
        body = parse(_received(context.request), sent.charset)
    context.shown = wire.shown(body)
    if isinstance(body, dict) and len(body) > MOST_MEMBERS:
        raise Invalid([f"The body must have at most {MOST_MEMBERS} members, not {len(body)}"])
    if isinstance(body, dict):
        noted += [*wire.deviations(body), *remarks(wire.spell(body))]
    problems = [*context.problems, *_problems(noted)]
    try:
        value = wire.read(body, tuple(spare))
    except Invalid as error:
        raise Invalid((*error.problems, *problems)) from None
    if problems:
        raise Invalid(problems)
    return value


def query_for(form: Operation) -> Mapping[str, str]:
    """Return the parameters of the query that the format has; raise `Invalid` if a required one is absent or empty."""
    given = {name.lower(): value for name, value in g.context.request.args.items()}
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


def json_answer(body: Any) -> Response:
    """Return 200 with `body` as JSON."""
    text = dump(body)
    return written(text, text.decode())


def written(body: bytes, shown: str) -> Response:
    """Return 200 with `body`, which is JSON; `shown` is the form for the journal, with masked secrets."""
    g.context.shown_answer = shown
    return Response(body, 200, content_type=JSON)


def _received(request: Request) -> bytes:
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise TooLarge(f"The body must not be larger than {LIMIT} bytes.") from None


def _problems(deviations: Iterable[Deviation]) -> list[str]:
    """Return the sentences of the rejected deviations; record those that are accepted with a warning."""
    context: RequestContext = g.context
    strict = context.settings.strict
    levels = [(strict.level(deviation.name), deviation) for deviation in deviations]
    context.deviations += [deviation for level, deviation in levels if level == "warn"]
    return [deviation.sentence for level, deviation in levels if level == "error"]
