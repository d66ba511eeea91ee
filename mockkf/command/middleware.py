"""Runs around each call: authentication before it; headers, faults and the journal after it."""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from mockkf.command import operations
from mockkf.command.auth import challenges, identify
from mockkf.command.json_codec import JSON, LIMIT, REASON_LIMIT, dump_error
from mockkf.command.releases import remark
from mockkf.command.request_context import RequestContext
from mockkf.command.schemas import versions
from mockkf.config import Settings
from mockkf.errors import ApiError, Dropped, ForeignPage, Unauthorized
from mockkf.faults import Answer, StepRunner, TraceRecorder, actions, keep_back, staleness
from mockkf.http import KEPT, WIRE, foreign_page
from mockkf.model import ApiCall, OpenCall, cut, on_one_line, redaction, summary
from mockkf.state import present_client

if TYPE_CHECKING:
    from mockkf.command.backend import Backend

DEVIATIONS = 100
"""The maximum number of deviations of a call in the journal."""

ANSWER = 256 * 1024
"""The maximum number of characters of an answer in the journal."""


EMPTY = "text/plain"
"""The media type of the empty body of a 401."""

log = logging.getLogger("mockkf")


class Id(IntegerConverter):
    """An id in a path: 1 to 10 ASCII digits."""

    regex = "[0-9]{1,10}"


def install(app: Flask, backend: "Callable[[Mapping[str, Any]], Backend]") -> None:
    """Install the hooks of `app`; `backend` returns the mock of a request from its WSGI environment."""
    app.config["MAX_CONTENT_LENGTH"] = LIMIT
    app.url_map.converters["int"] = Id

    @app.before_request
    def enter() -> None:
        concerned = backend(request.environ)
        settings = concerned.settings
        clock, trace = concerned.state.clock, TraceRecorder()
        method, path, received = request.method, cut(operations.path()), clock.now()
        number, correlation_id = concerned.state.open_call(
            lambda number: OpenCall(number, received, trace.age, method, path, trace.why or "", trace.steps)
        )
        g.context = RequestContext(concerned, trace, number, correlation_id, received, clock.ahead)
        threading.current_thread().name = f"mockkf call {number}: {on_one_line(f'{method} {path}')[:200]}"
        g.deviations = []
        g.operation = operations.operation_of(settings.version)
        _refuse_foreign_page(settings)
        _match_fault(g.context)
        if request.routing_exception is not None:
            raise operations.not_routed(request.routing_exception, settings)
        g.caller = identify(request.headers.get("Authorization", ""), settings, concerned.client_of)

    @app.errorhandler(ApiError)
    def refuse(error: ApiError) -> Response:
        g.reason = _with_fault(error.reason)
        g.token_refused = isinstance(error, Unauthorized) and error.token
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
        log.error("mockkf failed to answer call %s", g.context.correlation_id, exc_info=error)
        g.reason = f"mockkf has an internal error; its log shows the cause under {g.context.correlation_id}."
        return Response(dump_error(ApiError.code, g.reason), 500, {"Content-Type": JSON})

    @app.after_request
    def leave(response: Response) -> Response:
        g.reason = _joined(g.get("reason") or _with_fault(""), remark(g.context.settings.release)) or None
        _spoil(response)
        _dress(response)
        call, state = _written(g.context, response), g.context.state
        state.record(call)
        if log.isEnabledFor(logging.INFO):
            log.info("%s", call.line, extra={"event": call, "mock": state.mail.mock})
        return response


def _refuse_foreign_page(settings: Settings) -> None:
    """Raise `ForeignPage` if a web page of another site makes the call, before a fault can match it."""
    header = foreign_page(request.headers, settings.allowed_origins)
    if header is not None:
        raise ForeignPage(
            f"Web pages of other sites may not call this mock ({on_one_line(header)[:200]}). "
            "To allow an origin, add it to the option allowed_origins."
        )


def _match_fault(context: RequestContext) -> None:
    """Cross the step `http.request`: a fault may delay the call, end it, or break its answer."""
    steps = StepRunner(context.state, context.trace)
    g.fault = steps.match("http.request", operations.about)
    steps.play(g.fault, operations.about)


def _with_fault(said: str) -> str:
    """Return the reason of a refusal, with the fault that fired at `http.request`, and with the end of the client."""
    fault, client = g.get("fault"), present_client()
    more = [f"{fault} fired"] if fault else []
    more += ["the client closed the connection before the answer"] if client and client.is_gone else []
    return "; ".join(filter(None, (said.rstrip("."), *more))) if more else said


def _joined(*said: str | None) -> str:
    """Return the sentences as one text; empty ones are left out."""
    *parts, last = [sentence for sentence in said if sentence] or [""]
    return "; ".join((*(part.rstrip(".") for part in parts), last))


def _spoil(response: Response) -> None:
    """Store the action of a fault that drops or breaks the answer; the HTTP server applies it."""
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
    if request.environ[WIRE] is None and request.environ.get("mockkf.keeps"):
        _keep_connection(g.context)


def _keep_connection(context: RequestContext) -> None:
    """Cross the step `http.connection`: a fault may let the connection become stale after the answer."""
    fault = StepRunner(context.state, context.trace).match("http.connection", operations.about)
    if fault is not None:
        request.environ[KEPT] = staleness(fault, context.state)
        g.reason = _joined(g.reason, f"{fault} fired")
        context.trace.note("http.connection", "kept after the answer", "stale", context.trace.age)


def _dress(response: Response) -> None:
    """Add the headers that every answer has."""
    context: RequestContext = g.context
    response.headers["X-Keyfactor-Product-Version"] = context.settings.release
    response.headers["X-Keyfactor-Correlation-Id"] = context.correlation_id
    there = versions(g.operation, context.settings.version) if g.operation else ()
    if there:
        response.headers["Api-Supported-Versions"] = ", ".join(
            "1.0" if number == 1 else str(number) for number in there
        )
    remarks = _joined(g.get("reason"), *(deviation.sentence for deviation in g.deviations))
    if remarks:
        response.headers["X-Mockkf-Reason"] = on_one_line(remarks)[:REASON_LIMIT]
    if response.status_code == Unauthorized.status:
        # One header for each challenge: many clients cannot split a list of challenges.
        offered = challenges(context.settings.auth, token_refused=g.get("token_refused", False))
        response.headers.setlist("WWW-Authenticate", offered)
    if not response.content_length:
        _name_nothing(response)


def _name_nothing(response: Response) -> None:
    """Remove the media type of an empty answer; a 401 has one, because client generators need one in the document."""
    if response.status_code == Unauthorized.status:
        response.headers["Content-Type"] = EMPTY
    else:
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
        answer_headers={name: ", ".join(response.headers.getlist(name)) for name, _ in response.headers},
        answer=cut(g.get("shown_answer", response.get_data(as_text=True)), ANSWER),
        trace=context.trace.steps,
        routed=request.routing_exception is None,
        clock_ahead=context.clock_ahead,
    )
