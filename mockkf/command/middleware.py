"""The door of the API: who calls, in which version, and what is said and written about it."""

import logging
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.routing import IntegerConverter

from mockkf.command import operations
from mockkf.command.auth import OFFERED, demand, identify
from mockkf.command.json_codec import JSON, LIMIT, dump, dump_error, parse
from mockkf.command.schemas import Operation, operation, versions
from mockkf.errors import ApiError, Dropped, Invalid, TooLarge, Unauthorized, UnsupportedMediaType
from mockkf.faults import Answer, StepRunner, TraceRecorder, actions, keep_back
from mockkf.http import WIRE
from mockkf.model import ApiCall, Deviation, cut, on_one_line, redaction, summary

if TYPE_CHECKING:
    from mockkf.command.backend import Backend
    from mockkf.config import Settings
    from mockkf.state import State

REASON_LIMIT = 1_000
DEVIATIONS = 100
"""How many deviations of a call the journal keeps."""

ANSWER = 256 * 1024
"""How many characters of an answer the journal keeps."""

FORM = "application/x-www-form-urlencoded"
MEDIA_TYPES = re.compile(r"application/json|text/json|application/json-patch\+json|application/[\w.!#$&^-]*\+json")
MEDIA_TYPES_IN_WORDS = "application/json, text/json, application/json-patch+json or application/*+json"

log = logging.getLogger("mockkf")


@dataclass(frozen=True)
class RequestContext:
    """One call while it is answered: the mock it concerns, and what will be written about it."""

    backend: "Backend"
    trace: TraceRecorder
    id: int
    correlation_id: str
    received: datetime
    clock_ahead: float = 0.0

    @property
    def settings(self) -> "Settings":
        """The settings in force."""
        return self.backend.settings

    @property
    def state(self) -> "State":
        """All that changes."""
        return self.backend.state


class Id(IntegerConverter):
    """An id in a path: digits as ASCII has them, and not more than an id can have."""

    regex = "[0-9]{1,10}"


def install(app: Flask, backend: "Callable[[Mapping[str, Any]], Backend]") -> None:
    """Let every call of `app` pass through here; `backend` says which mock it concerns."""
    app.config["MAX_CONTENT_LENGTH"] = LIMIT
    app.url_map.converters["int"] = Id

    @app.before_request
    def enter() -> None:
        concerned = backend(request.environ)
        settings = concerned.settings
        number, correlation_id = concerned.state.open_call(lambda: _unanswered(line, trace))
        clock, trace = concerned.state.clock, TraceRecorder()
        line = f"{request.method} {operations.path()}"
        g.context = RequestContext(concerned, trace, number, correlation_id, clock.now(), clock.ahead)
        threading.current_thread().name = f"mockkf call {number}: {on_one_line(line)[:200]}"
        g.deviations = []
        g.operation = operations.operation_of(settings.version)
        _match_fault(g.context)
        if request.routing_exception is not None:
            raise operations.not_routed(request.routing_exception, settings)
        g.caller = identify(request.headers.get("Authorization", ""), settings, concerned.client_of)

    @app.errorhandler(ApiError)
    def refuse(error: ApiError) -> Response:
        g.reason = _with_fault(error.reason)
        body = b"" if error.status == Unauthorized.status else dump_error(error.code, error.message)
        return Response(body, error.status, {**error.headers, "Content-Type": JSON})

    @app.errorhandler(Dropped)
    def hang_up(dropped: Dropped) -> Response:
        g.reason = _with_fault("" if dropped.status else str(dropped))
        request.environ[WIRE] = dropped
        return Response(dropped.words.partition("\r\n\r\n")[2], dropped.status)

    @app.errorhandler(HTTPException)
    def translate(error: HTTPException) -> Response:
        return refuse(ApiError(error.description or error.name))

    @app.errorhandler(Exception)
    def fail(error: Exception) -> Response:
        log.error("call %s failed inside mockkf", g.context.correlation_id, exc_info=error)
        g.reason = f"mockkf failed inside; its log has the cause under {g.context.correlation_id}."
        return Response(dump_error(ApiError.code, g.reason), 500, {"Content-Type": JSON})

    @app.after_request
    def leave(response: Response) -> Response:
        g.reason = g.get("reason") or _with_fault("") or None
        _dress(response)
        _spoil(response)
        call = _written(g.context, response)
        g.context.state.record(call)
        log.info("%s", call.line)
        return response


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


def _match_fault(context: RequestContext) -> None:
    """Cross the step in front of the API: a fault may hold the call up, end it, or spoil its answer."""
    steps = StepRunner(context.state, context.trace)
    g.fault = steps.match("http.request", operations.about)
    steps.play(g.fault, operations.about)


def _unanswered(line: str, trace: TraceRecorder) -> str:
    """How a call is that has no answer yet."""
    why = f"; {trace.why}" if trace.why else ""
    steps = (f"{step.step} {step.detail}: {step.outcome}" for step in trace.steps)
    return "\n  ".join((f"{line}, begun {trace.age:.1f} s ago{why}", *steps))


def _with_fault(said: str) -> str:
    """What is said about a refusal, and the fault that fired in front of the API."""
    fault = g.get("fault")
    return "; ".join(filter(None, (said.rstrip("."), f"{fault} fired"))) if fault else said


def _spoil(response: Response) -> None:
    """Let the answer of a call that was made get lost, or arrive as it should not."""
    fault = g.get("fault")
    try:
        if WIRE not in request.environ:
            keep_back(fault)
            request.environ[WIRE] = next((one for one in actions(fault) if isinstance(one, Answer)), None)
    except Dropped as dropped:
        request.environ[WIRE] = dropped
    g.context.trace.note(
        "http.request", f"{request.method} {operations.path()}", str(response.status_code or "no answer"), 0
    )


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


def _dress(response: Response) -> None:
    """Add what every answer carries."""
    context: RequestContext = g.context
    response.headers["X-Keyfactor-Product-Version"] = context.settings.release
    response.headers["X-Keyfactor-Correlation-Id"] = context.correlation_id
    there = versions(g.operation, context.settings.version) if g.operation else ()
    if there:
        response.headers["Api-Supported-Versions"] = ", ".join(
            "1.0" if number == 1 else str(number) for number in there
        )
    said = [g.get("reason"), *(deviation.sentence for deviation in g.deviations)]
    remarks = "; ".join(sentence for sentence in said if sentence)
    if remarks:
        response.headers["X-Mockkf-Reason"] = on_one_line(remarks)[:REASON_LIMIT]
    if response.status_code == Unauthorized.status:
        response.headers["WWW-Authenticate"] = OFFERED[context.settings.auth]
    if not response.content_length:
        del response.headers["Content-Type"]


def _written(context: RequestContext, response: Response) -> ApiCall:
    return ApiCall(
        id=context.id,
        epoch=context.state.epoch,
        correlation_id=context.correlation_id,
        received=context.received,
        took=context.trace.age,
        method=request.method,
        path=cut(operations.path()),
        status=response.status_code,
        api_version=g.get("version"),
        user=g.caller.name if "caller" in g else None,
        reason=g.get("reason") and cut(g.reason),
        deviations=tuple(g.deviations[:DEVIATIONS]),
        request_headers=summary(redaction.shown_headers(request.headers)),
        request=summary(g.get("shown")),
        answer_headers=dict(response.headers),
        answer=cut(g.get("shown_answer", response.get_data(as_text=True)), ANSWER),
        trace=context.trace.steps,
        routed=request.routing_exception is None,
        clock_ahead=context.clock_ahead,
    )
