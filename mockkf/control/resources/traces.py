"""The trace of each call of the API: its steps, the faults that fired, and its mail."""

from typing import Any

from mockkf.control.lookups import call_of
from mockkf.control.query_parameters import ALL, START
from mockkf.control.request_context import ControlRequest
from mockkf.control.route import RouteTable
from mockkf.model import call_view
from mockkf.testing import Trace, Traces

ROUTES = RouteTable()

BODIES = ("request_headers", "request", "answer_headers", "answer", "trace")
"""What the trace of a call leaves to the journal, or tells elsewhere."""


@ROUTES("GET /traces", query=(START, ALL))
def traces(call: ControlRequest) -> Any:
    """The traces of the calls, oldest first; `trace` is each of them to be read."""
    state = call.mock.state
    told = Traces(lambda: state)
    start, limit = call.query["start"], call.query["limit"]
    return {"traces": [_view(trace) for trace in told[start : start + limit]], "total": len(told)}


@ROUTES("GET /traces/{id}")
def one(call: ControlRequest) -> Any:
    """The trace of one call of the journal."""
    state, number = call.mock.state, call_of(call).id
    return _view(Traces(lambda: state).of(number))


def _view(trace: Trace) -> dict[str, Any]:
    """What became of a call, as JSON has it, and as text."""
    told = call_view(trace.call)
    return {
        **{name: said for name, said in told.items() if name not in BODIES},
        "steps": told["trace"],
        "faults": [fault.view() for fault in trace.faults],
        "messages": [
            {"id": message.id, "subject": message.subject, "recipients": message.envelope.recipients}
            for message in trace.messages
        ],
        "refusals": [
            {
                "step": refusal.step,
                "reply": refusal.reply,
                "recipients": refusal.envelope and refusal.envelope.recipients,
            }
            for refusal in trace.refusals
        ],
        "text": str(trace),
    }
