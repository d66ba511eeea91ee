"""The screens of one call and of one refusal."""

import json

from flask import Blueprint
from werkzeug.exceptions import NotFound

from mockkf.inbox.context import current_addresses, current_mock
from mockkf.inbox.lists import current_list
from mockkf.inbox.lookups import call_of
from mockkf.inbox.models.ladder import ladder
from mockkf.inbox.models.rows import refusal_key
from mockkf.inbox.models.snippets import call_test, curl
from mockkf.inbox.models.text import dialogue
from mockkf.inbox.models.times import milliseconds
from mockkf.inbox.rendering import page
from mockkf.testing import Traces

blueprint = Blueprint("calls", __name__)


@blueprint.get("/call/<int:number>")
def show_call(number: int) -> str:
    """One call of the API: its trace, its request and its answer."""
    mock = current_mock()
    state, call = mock.state, call_of(number)
    trace = Traces(lambda: state).of(call.id)
    found = current_list(f"call-{call.id}")
    return page(
        "call.html",
        at="Calls" if found.wanted.show == "calls" else "Inbox",
        title=f"Call {call.id}",
        listing=found,
        call=call,
        trace=trace,
        ladder=ladder(call, {fault.id for fault in trace.faults}),
        took=milliseconds(call.took),
        request_body="" if call.request is None else json.dumps(call.request, indent=2, ensure_ascii=False),
        answer_body=_indented(call.answer),
        curl=curl(call, current_addresses().url.removesuffix(mock.runtime.settings.base_paths[0])),
        test=call_test(call, mock.runtime.settings.base_paths),
    )


@blueprint.get("/refusal/<key>")
def show_refusal(key: str) -> str:
    """One refusal of the mail server."""
    found = next((known for known in reversed(current_mock().state.refusals) if refusal_key(known) == key), None)
    if found is None:
        raise NotFound("There is no such refusal; a reset removes them.")
    return page(
        "refusal.html",
        at="Inbox",
        title=f"Refused at {found.step}",
        listing=current_list(f"refusal-{key}"),
        refusal=found,
        lines=dialogue(found.transcript),
    )


def _indented(answer: str) -> str:
    try:
        return json.dumps(json.loads(answer), indent=2, ensure_ascii=False)
    except ValueError:
        return answer
