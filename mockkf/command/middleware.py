"""Runs around each call: authentication before it; headers, faults and the journal after it."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from mockkf.command import operations
from mockkf.command.auth import challenges, identify
from mockkf.command.json_codec import JSON, LIMIT, REASON_LIMIT, dump_error
from mockkf.command.releases import remark
from mockkf.command.request_context import RequestContext
from mockkf.command.schemas import versions
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
        # The request itself: Flask's proxy looks it up anew at each use.
        asked = request._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - public in Flask
        context = g.context = _opened(asked, backend)
        _refuse_foreign_page(context)
        _match_fault(context)
        if context.request.routing_exception is not None:
            raise operations.not_routed(context, context.request.routing_exception)
        context.caller = identify(context.header("Authorization") or "", context.settings, context.backend.client_of)

    @app.errorhandler(ApiError)
    def refuse(error: ApiError) -> Response:
        g.context.reason = _with_fault(g.context, error.reason)
        g.context.token_refused = isinstance(error, Unauthorized) and error.token
        body = b"" if error.status == Unauthorized.status else dump_error(error.code, error.message)
        return Response(body, error.status, {**error.headers, "Content-Type": JSON})

    @app.errorhandler(Dropped)
    def hang_up(dropped: Dropped) -> Response:
        g.context.reason = _with_fault(g.context, "" if dropped.status else str(dropped))
        request.environ[WIRE] = dropped
        return Response(dropped.words.partition("\r\n\r\n")[2], dropped.status)

    @app.errorhandler(HTTPException)
    def translate(error: HTTPException) -> Response:
        return refuse(ApiError(error.description or error.name))

    @app.errorhandler(Exception)
    def fail(error: Exception) -> Response:
        context: RequestContext = g.context
        log.error("mockkf failed to answer call %s", context.correlation_id, exc_info=error)
        context.reason = f"mockkf has an internal error; its log shows the cause under {context.correlation_id}."
        return Response(dump_error(ApiError.code, context.reason), 500, {"Content-Type": JSON})

    @app.after_request
    def leave(response: Response) -> Response:
        context: RequestContext = g.context
        said = context.reason or _with_fault(context, "")
        context.reason = _joined(said, remark(context.settings.release)) or None
        _spoil(context, response)
        _dress(context, response)
        call, state = _written(context, response), context.state
        state.record(call)
        if log.isEnabledFor(logging.INFO):
            log.info("%s", call.line, extra={"event": call, "mock": state.mail.mock})
        return response


def _opened(request: Request, backend: "Callable[[Mapping[str, Any]], Backend]") -> RequestContext:
    """Return the context of a call, which has its id from now on."""
    concerned = backend(request.environ)
    state, trace = concerned.state, TraceRecorder()
    method, path, received = request.method, cut(operations.path(request)), state.clock.now()
    number, correlation_id = state.open_call(
        lambda number: OpenCall(number, received, trace.age, method, path, trace.why or "", trace.steps)
    )
    threading.current_thread().name = f"mockkf call {number}: {on_one_line(f'{method} {path}')[:200]}"
    operation = operations.operation_of(request, concerned.settings.version)
    return RequestContext(
        backend=concerned,
        settings=concerned.settings,
        state=state,
        request=request,
        trace=trace,
        id=number,
        correlation_id=correlation_id,
        received=received,
        clock_ahead=state.clock.ahead,
        path=path,
        headers=dict(iter(request.headers)),  # the pairs; of a mapping, `dict` would look up each name
        operation=operation,
    )


def _refuse_foreign_page(context: RequestContext) -> None:
    """Raise `ForeignPage` if a web page of another site makes the call, before a fault can match it."""
    header = foreign_page(context.headers, context.settings.allowed_origins)
    if header is not None:
        raise ForeignPage(
            f"Web pages of other sites may not call this mock ({on_one_line(header)[:200]}). "
            "To allow an origin, add it to the option allowed_origins."
        )


def _match_fault(context: RequestContext) -> None:
    """Cross the step `http.request`: a fault may delay the call, end it, or break its answer."""
    steps, about = StepRunner(context.state, context.trace), partial(operations.about, context)
    context.fault = steps.match("http.request", about)
    steps.play(context.fault, about)


def _with_fault(context: RequestContext, said: str) -> str:
    """Return the reason of a refusal, with the fault that fired at `http.request`, and with the end of the client."""
    client = present_client()
    more = [f"{context.fault} fired"] if context.fault else []
    more += ["the client closed the connection before the answer"] if client and client.is_gone else []
    return "; ".join(filter(None, (said.rstrip("."), *more))) if more else said


def _joined(*said: str | None) -> str:
    """Return the sentences as one text; empty ones are left out."""
    *parts, last = [sentence for sentence in said if sentence] or [""]
    return "; ".join((*(part.rstrip(".") for part in parts), last))


def _spoil(context: RequestContext, response: Response) -> None:
    """Store the action of a fault that drops or breaks the answer; the HTTP server applies it."""
    environ, fault = context.request.environ, context.fault
    try:
        if WIRE not in environ:
            keep_back(fault)
            environ[WIRE] = next((one for one in actions(fault) if isinstance(one, Answer)), None)
    except Dropped as dropped:
        environ[WIRE] = dropped
    context.trace.note(
        "http.request", f"{context.request.method} {context.path}", str(response.status_code or "no answer"), 0
    )
    if environ[WIRE] is None and environ.get("mockkf.keeps"):
        _keep_connection(context)


def _keep_connection(context: RequestContext) -> None:
    """Cross the step `http.connection`: a fault may let the connection become stale after the answer."""
    about = partial(operations.about, context)
    fault = StepRunner(context.state, context.trace).match("http.connection", about)
    if fault is not None:
        context.request.environ[KEPT] = staleness(fault, context.state)
        context.reason = _joined(context.reason, f"{fault} fired")
        context.trace.note("http.connection", "kept after the answer", "stale", context.trace.age)


def _dress(context: RequestContext, response: Response) -> None:
    """Add the headers that every answer has."""
    headers = response.headers
    headers.add("X-Keyfactor-Product-Version", context.settings.release)
    headers.add("X-Keyfactor-Correlation-Id", context.correlation_id)
    there = versions(context.operation, context.settings.version) if context.operation else ()
    if there:
        headers.add("Api-Supported-Versions", ", ".join("1.0" if number == 1 else str(number) for number in there))
    remarks = _joined(context.reason, *(deviation.sentence for deviation in context.deviations))
    if remarks:
        headers.add("X-Mockkf-Reason", on_one_line(remarks)[:REASON_LIMIT])
    if response.status_code == Unauthorized.status:
        # One header for each challenge: many clients cannot split a list of challenges.
        headers.setlist("WWW-Authenticate", challenges(context.settings.auth, token_refused=context.token_refused))
    if not response.content_length:
        _name_nothing(response)


def _name_nothing(response: Response) -> None:
    """Remove the media type of an empty answer; a 401 has one, because client generators need one in the document."""
    if response.status_code == Unauthorized.status:
        response.headers["Content-Type"] = EMPTY
    else:
        del response.headers["Content-Type"]


def _written(context: RequestContext, response: Response) -> ApiCall:
    request, shown = context.request, context.shown_answer
    return ApiCall(
        id=context.id,
        epoch=context.state.epoch,
        correlation_id=context.correlation_id,
        received=context.received,
        took=context.trace.age,
        method=request.method,
        path=context.path,
        status=response.status_code,
        api_version=context.version or None,
        user=context.caller.name or None,
        reason=context.reason and cut(context.reason),
        deviations=tuple(context.deviations[:DEVIATIONS]),
        request_headers=redaction.shown_headers(context.headers),
        request=summary(context.shown),
        answer_headers=_merged(response.headers),
        answer=cut(response.get_data(as_text=True) if shown is None else shown, ANSWER),
        trace=context.trace.steps,
        routed=request.routing_exception is None,
        clock_ahead=context.clock_ahead,
        scheme=request.scheme,
    )


def _merged(headers: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Return headers by name; values of the same header are joined by commas."""
    merged: dict[str, str] = {}
    for name, value in headers:
        merged[name] = f"{merged[name]}, {value}" if name in merged else value
    return merged
