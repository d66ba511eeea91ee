"""The trace of each call of the API: its steps, the faults that fired, and its mail."""

from collections.abc import Mapping
from typing import Any

from mockkf.control.context import current_mock
from mockkf.control.lookups import call_of
from mockkf.control.resource import Resource
from mockkf.control.schemas import NumberParameter, QuerySchema, TraceSchema, TracesSchema
from mockkf.model import Refusal, call_view
from mockkf.testing import Trace, Traces

resource = Resource("traces", "The trace of each call of the API.")

BODIES = ("request_headers", "request", "answer_headers", "answer", "trace")
"""What the trace of a call leaves to the journal, or tells elsewhere."""


class TracesQuerySchema(QuerySchema):
    """Which traces."""

    start = NumberParameter("how many to leave out at the beginning", load_default=0)
    limit = NumberParameter("how many to give at most", most=1_000, load_default=1_000)


@resource.get("/traces")
@resource.query(TracesQuerySchema())
@resource.response(200, TracesSchema)
def list_traces(query: Mapping[str, Any]) -> Any:
    """The traces of the calls, oldest first; `trace` is each of them to be read."""
    state = current_mock().state
    told = Traces(lambda: state)
    start, limit = query["start"], query["limit"]
    return {"traces": [_view(trace) for trace in told[start : start + limit]], "total": len(told)}


@resource.get("/traces/<number:id>")
@resource.response(200, TraceSchema)
def get_trace(id: int) -> Any:
    """The trace of one call of the journal."""
    state, number = current_mock().state, call_of(id).id
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
        "refusals": [_refusal_view(refusal) for refusal in trace.refusals],
        "text": str(trace),
    }


def _refusal_view(refusal: Refusal) -> dict[str, Any]:
    recipients = refusal.envelope and refusal.envelope.recipients
    return {"step": refusal.step, "reply": refusal.reply, "recipients": recipients}
