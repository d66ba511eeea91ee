"""The trace of each API call: its steps, the faults that fired, and its mail."""

from collections.abc import Mapping
from typing import Any

from mockkf.control.context import current_mock
from mockkf.control.lookups import call_of
from mockkf.control.resource import Resource
from mockkf.control.schemas import NumberParameter, QuerySchema, TraceSchema, TracesSchema
from mockkf.model import Refusal, call_view
from mockkf.testing import Trace, Traces

resource = Resource("traces", "The trace of each API call.")

BODIES = ("request_headers", "request", "answer_headers", "answer", "trace")
"""Members of a journal entry that its trace omits, or has under another name."""


class TracesQuerySchema(QuerySchema):
    """The page of traces."""

    start = NumberParameter("how many to skip at the beginning", load_default=0)
    limit = NumberParameter("how many to return at most", most=1_000, load_default=1_000)


@resource.get("/traces")
@resource.query(TracesQuerySchema())
@resource.response(200, TracesSchema)
def list_traces(query: Mapping[str, Any]) -> Any:
    """List the traces of the calls, oldest first; `text` is the whole trace as text."""
    state = current_mock().state
    told = Traces(lambda: state)
    start, limit = query["start"], query["limit"]
    return {"traces": [_view(trace) for trace in told[start : start + limit]], "total": len(told)}


@resource.get("/traces/<number:id>")
@resource.response(200, TraceSchema)
def get_trace(id: int) -> Any:
    """Return the trace of one call in the journal."""
    state, number = current_mock().state, call_of(id).id
    return _view(Traces(lambda: state).of(number))


def _view(trace: Trace) -> dict[str, Any]:
    """Return a trace as JSON values, with `text` for readers."""
    told = call_view(trace.call)
    return {
        **{name: said for name, said in told.items() if name not in BODIES},
        "steps": told["trace"],
        "faults": [fault.view() for fault in trace.faults],
        "messages": [
            {
                "id": message.id,
                "uid": message.uid,
                "subject": message.subject,
                "recipients": message.envelope.recipients,
            }
            for message in trace.messages
        ],
        "refusals": [_refusal_view(refusal) for refusal in trace.refusals],
        "text": str(trace),
    }


def _refusal_view(refusal: Refusal) -> dict[str, Any]:
    recipients = refusal.envelope and refusal.envelope.recipients
    return {"step": refusal.step, "reply": refusal.reply, "recipients": recipients}
