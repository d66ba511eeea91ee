"""The journal: the API calls and their results."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from mockkf.control.context import current_mock
from mockkf.control.lookups import call_of
from mockkf.control.query_values import plain, searched
from mockkf.control.resource import Resource
from mockkf.control.schemas import (
    ApiCallSchema,
    HarSchema,
    JournalSchema,
    NumberParameter,
    QuerySchema,
    RemovedSchema,
    WaitParameter,
)
from mockkf.model import ApiCall, call_view, failed_connection_view, open_call_view, refusal_view
from mockkf.testing import Expectation, archive

resource = Resource("journal", "The API calls, the refusals of the mail server, and the failed connections.")

PAGE = ("start", "limit", "wait")
"""The parameters that select no call."""

CRITERIA = ("after_id", "status", "version", "user", "step", "deviation")
"""The parameters that `Journal` takes by name."""


class PatternParameter(fields.String):
    """A text to match; `*` stands for any text; /…/ is a regular expression."""

    def __init__(self, about: str) -> None:
        super().__init__(metadata={"description": about})

    def _deserialize(self, value: Any, attr: str | None, *_: Any, **__: Any) -> Any:
        return searched(str(attr), value)


class JournalQuerySchema(QuerySchema):
    """Filters of the calls, and the page."""

    start = NumberParameter("how many to skip at the beginning", load_default=0)
    limit = NumberParameter("how many to return at most", most=1_000, load_default=1_000)
    after_id = NumberParameter("the id of a call: only calls answered after it")
    wait = WaitParameter()
    method = fields.String(metadata={"description": "GET, POST, PUT or DELETE"})
    path = fields.String(metadata={"description": "the path without the base path; `*` stands for any text"})
    status = NumberParameter("the status of the answer", most=599)
    version = NumberParameter("the requested api version", most=9_999)
    user = PatternParameter("the user or client that called")
    step = PatternParameter("a step of the call, such as relay.login")
    deviation = PatternParameter("the name of an accepted deviation")


@resource.get("/journal")
@resource.query(JournalQuerySchema())
@resource.response(200, JournalSchema)
def list_api_calls(query: Mapping[str, Any]) -> Any:
    """List the calls that match, oldest first, the refusals of the mail server, and the failed HTTP connections.

    With `wait`, the answer comes as soon as a call matches. If none matches in time, `instead` describes the calls that
    arrived.
    """
    question = _question(query)
    current_mock().journal.settle()
    found, state = question.found, current_mock().state
    incidents = state.incidents
    page = _page(query)
    told = {
        "calls": [call_view(one) for one in found[page]],
        "total": len(found),
        "unanswered": [open_call_view(one) for one in state.unanswered],
        "refused": [refusal_view(one) for one in incidents.refusals[page]],
        "refused_total": len(incidents.refusals),
        "connections": [failed_connection_view(one) for one in incidents.connections[page]],
        "connections_total": len(incidents.connections),
        "epoch": state.epoch,
        "late": len(incidents.late),
        "dropped": {kind: record.count for kind, record in incidents.drops.items()},
        "last_dropped": {kind: record.last for kind, record in incidents.drops.items()},
    }
    return {**told, "instead": question.failure} if "wait" in query and not found else told


@resource.get("/journal.har")
@resource.query(JournalQuerySchema())
@resource.response(200, HarSchema)
def get_journal_as_har(query: Mapping[str, Any]) -> Any:
    """Return the calls that match as HAR 1.2 (HTTP Archive), for browsers and HAR libraries; secrets are masked.

    The filters are those of the journal. Calls without an answer so far are included if no filter is set.
    """
    found = _question(query).found[_page(query)]
    is_filtered = any(name not in PAGE for name in query)
    return archive(found, () if is_filtered else current_mock().state.unanswered)


@resource.delete("/journal")
@resource.response(200, RemovedSchema)
def clear_journal() -> Any:
    """Remove calls, refusals, failed connections and late arrivals, and return the number of calls; mail stays."""
    return {"removed": current_mock().state.clear_journal()}


def _question(query: Mapping[str, Any]) -> Expectation[ApiCall]:
    """Return the calls that match, after the wait that the query asks for."""
    line = query.get("method"), plain(query["path"]) if "path" in query else None
    criteria = {name: query[name] for name in CRITERIA if name in query}
    return current_mock().journal.expectation(*line, criteria, query.get("wait", 0)).wait()


def _page(query: Mapping[str, Any]) -> slice:
    return slice(query["start"], query["start"] + query["limit"])


@resource.get("/journal/<number:id>")
@resource.response(200, ApiCallSchema)
def get_api_call(id: int) -> Any:
    """Return one API call, with its trace and its masked bodies."""
    return call_view(call_of(id))
