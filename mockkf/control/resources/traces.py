"""The story of each call of the API: its steps, the faults that fired, and its mail."""

from typing import Any

from mockkf.control.call import Call
from mockkf.control.found import exchange_of
from mockkf.control.parameters import ALL, START
from mockkf.control.route import Routes
from mockkf.traces import Traces
from mockkf.views import story_view

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
