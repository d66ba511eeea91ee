"""The calls of the API, and what became of each."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from mockkf.control.context import current_mock
from mockkf.control.lookups import call_of
from mockkf.control.query_values import plain, searched
from mockkf.control.resource import Resource
from mockkf.control.schemas import ApiCallSchema, JournalSchema, NumberParameter, QuerySchema, WaitParameter
from mockkf.model import call_view, refusal_view
from mockkf.testing import Journal

resource = Resource("journal", "The calls of the API, and what the mail server refused.")

CRITERIA = ("after_id", "status", "version", "user", "step", "deviation")
"""What `Journal` is asked for by name."""


class PatternParameter(fields.String):
    """A text to be found, with `*` for anything, or between slashes."""

    def __init__(self, about: str) -> None:
        super().__init__(metadata={"description": about})

    def _deserialize(self, value: Any, attr: str | None, *_: Any, **__: Any) -> Any:
        return searched(str(attr), value)


class JournalQuerySchema(QuerySchema):
    """Which calls, and how many of them."""

    start = NumberParameter("how many to leave out at the beginning", load_default=0)
    limit = NumberParameter("how many to give at most", most=1_000, load_default=1_000)
    after_id = NumberParameter("the id of a call: only calls answered after it")
    wait = WaitParameter()
    method = fields.String(metadata={"description": "GET, POST, PUT or DELETE"})
    path = fields.String(metadata={"description": "the path without the base path, `*` for anything"})
    status = NumberParameter("the status of the answer", most=599)
    version = NumberParameter("the api version that was asked for", most=9_999)
    user = PatternParameter("who called")
    step = PatternParameter("a step that was crossed, such as relay.login")
    deviation = PatternParameter("the name of a deviation that was let pass")


@resource.get("/journal")
@resource.query(JournalQuerySchema())
@resource.response(200, JournalSchema)
def list_api_calls(query: Mapping[str, Any]) -> Any:
    """The calls that fit, oldest first, and what the mail server refused or what came too late.

    With `wait` it is answered as soon as one fits; if none comes in time, `instead` says what did.
    """
    line = query.get("method"), plain(query["path"]) if "path" in query else None
    criteria = {name: query[name] for name in CRITERIA if name in query}
    journal = current_mock().journal
    instead = _wait(journal, line, criteria, query["wait"]) if "wait" in query else ""
    found, state = journal.find(*line, **criteria), current_mock().state
    told = {
        "calls": [call_view(one) for one in found[query["start"] :][: query["limit"]]],
        "total": len(found),
        "refused": [refusal_view(refusal) for refusal in state.refusals],
        "epoch": state.epoch,
        "late": len(state.late),
        "dropped": state.dropped,
    }
    return told if found or not instead else {**told, "instead": instead}


@resource.get("/journal/<number:id>")
@resource.response(200, ApiCallSchema)
def get_api_call(id: int) -> Any:
    """One call of the API, with its trace and its masked bodies."""
    return call_view(call_of(id))


def _wait(journal: Journal, line: tuple[Any, ...], criteria: Mapping[str, Any], seconds: float) -> str:
    """Wait until one fits; what the journal says if none does."""
    try:
        journal.expect(*line, timeout=seconds, **criteria)
    except AssertionError as error:
        return str(error)
    return ""
