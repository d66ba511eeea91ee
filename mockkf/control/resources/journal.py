"""The journal: the API calls and their results."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from mockkf.control.context import current_mock
from mockkf.control.lookups import call_of
from mockkf.control.query_values import plain, searched
from mockkf.control.resource import Resource
from mockkf.control.schemas import ApiCallSchema, JournalSchema, NumberParameter, QuerySchema, WaitParameter
from mockkf.model import call_view, failed_connection_view, refusal_view
from mockkf.testing import Journal

resource = Resource("journal", "The API calls, the refusals of the mail server, and the failed connections.")

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
    line = query.get("method"), plain(query["path"]) if "path" in query else None
    criteria = {name: query[name] for name in CRITERIA if name in query}
    journal = current_mock().journal
    instead = _wait(journal, line, criteria, query["wait"]) if "wait" in query else ""
    found, state = journal.find(*line, **criteria), current_mock().state
    refusals, connections = tuple(state.refusals), journal.connections
    page = slice(query["start"], query["start"] + query["limit"])
    told = {
        "calls": [call_view(one) for one in found[page]],
        "total": len(found),
        "refused": [refusal_view(one) for one in refusals[page]],
        "refused_total": len(refusals),
        "connections": [failed_connection_view(one) for one in connections[page]],
        "connections_total": len(connections),
        "epoch": state.epoch,
        "late": len(state.late),
        "dropped": state.dropped,
    }
    return told if found or not instead else {**told, "instead": instead}


@resource.get("/journal/<number:id>")
@resource.response(200, ApiCallSchema)
def get_api_call(id: int) -> Any:
    """Return one API call, with its trace and its masked bodies."""
    return call_view(call_of(id))


def _wait(journal: Journal, line: tuple[Any, ...], criteria: Mapping[str, Any], seconds: float) -> str:
    """Wait until a call matches; return the failure text of the journal if none does, else an empty text."""
    try:
        journal.expect(*line, timeout=seconds, **criteria)
    except AssertionError as error:
        return str(error)
    return ""
