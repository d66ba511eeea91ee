"""The calls of the API, and what became of each."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mockkf.control.lookups import call_of
from mockkf.control.query_parameters import ALL, START, WAIT, QueryParameter, number, text
from mockkf.control.query_values import plain, searched
from mockkf.control.request_context import ControlRequest
from mockkf.control.route import RouteTable
from mockkf.model import call_view, refusal_view

if TYPE_CHECKING:
    from mockkf.testing import Journal

ROUTES = RouteTable()

AFTER = number("after_id", "the id of a call: only calls answered after it", None)


def _text(name: str, about: str) -> QueryParameter:
    return QueryParameter(name, about, searched, {"type": "string"})


FILTERS = (
    number("status", "the status of the answer", None, 599),
    number("version", "the api version that was asked for", None, 9_999),
    _text("user", "who called"),
    _text("step", "a step that was crossed, such as relay.login"),
    _text("deviation", "the name of a deviation that was let pass"),
)
LINE = (text("method", "GET, POST, PUT or DELETE"), text("path", "the path without the base path, `*` for anything"))


@ROUTES("GET /journal", query=(START, ALL, AFTER, WAIT, *LINE, *FILTERS))
def journal(call: ControlRequest) -> Any:
    """The calls that fit, oldest first, and what the mail server refused or what came too late.

    With `wait` it is answered as soon as one fits; if none comes in time, `instead` says what did.
    """
    line, criteria, instead = _line(call.query), _criteria(call), ""
    calls = call.mock.journal
    if call.query["wait"] is not None:
        instead = _wait(calls, line, criteria, call.query["wait"])
    found, state = calls.find(*line, **criteria), call.mock.state
    told = {
        "calls": [call_view(one) for one in found[call.query["start"] :][: call.query["limit"]]],
        "total": len(found),
        "refused": [refusal_view(refusal) for refusal in state.refusals],
        "epoch": state.epoch,
        "late": len(state.late),
        "dropped": state.dropped,
    }
    return told if found or not instead else {**told, "instead": instead}


@ROUTES("GET /journal/{id}")
def one(call: ControlRequest) -> Any:
    """One call of the API, with its trace and its masked bodies."""
    return call_view(call_of(call))


def _wait(calls: "Journal", line: tuple[Any, ...], criteria: Mapping[str, Any], seconds: float) -> str:
    """Wait until one fits; what the journal says if none does."""
    try:
        calls.expect(*line, timeout=seconds, **criteria)
    except AssertionError as error:
        return str(error)
    return ""


def _line(query: Mapping[str, Any]) -> tuple[Any, ...]:
    """Method and path, as `Journal` is asked for them."""
    return query["method"], None if query["path"] is None else plain(query["path"])


def _criteria(call: ControlRequest) -> dict[str, Any]:
    return {one.name: value for one in (AFTER, *FILTERS) if (value := call.query[one.name]) is not None}
