"""The trace of each call of the API: its steps, the faults that fired, and its mail."""

from typing import Any

from mockkf.control.lookups import call_of
from mockkf.control.query_parameters import ALL, START
from mockkf.control.request_context import ControlRequest
from mockkf.control.route import RouteTable
from mockkf.model.serialization import trace_view
from mockkf.testing.traces import Traces

ROUTES = RouteTable()


@ROUTES("GET /traces", query=(START, ALL))
def traces(call: ControlRequest) -> Any:
    """The traces of the calls, oldest first; `trace` is each of them to be read."""
    state = call.mock.state
    told = Traces(lambda: state)
    start, limit = call.query["start"], call.query["limit"]
    return {"traces": [trace_view(trace) for trace in told[start : start + limit]], "total": len(told)}


@ROUTES("GET /traces/{id}")
def one(call: ControlRequest) -> Any:
    """The trace of one call of the journal."""
    state, number = call.mock.state, call_of(call).id
    return trace_view(Traces(lambda: state).of(number))
