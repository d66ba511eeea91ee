"""The story of each call of the API: its steps, the faults that fired, and its mail."""

from typing import Any

from mockkf.control.lookups import exchange_of
from mockkf.control.query_parameters import ALL, START
from mockkf.control.request_context import Call
from mockkf.control.route import Routes
from mockkf.model.serialization import story_view
from mockkf.testing.traces import Traces

ROUTES = Routes()


@ROUTES("GET /traces", query=(START, ALL))
def traces(call: Call) -> Any:
    """The stories of the calls, oldest first; `story` is each of them to be read."""
    state = call.mock.state
    told = Traces(lambda: state)
    start, limit = call.query["start"], call.query["limit"]
    return {"traces": [story_view(story) for story in told[start : start + limit]], "total": len(told)}


@ROUTES("GET /traces/{id}")
def one(call: Call) -> Any:
    """The story of one call of the journal."""
    state, number = call.mock.state, exchange_of(call).id
    return story_view(Traces(lambda: state).of(number))
