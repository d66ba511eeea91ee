"""The calls of the API, and what became of each."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mockkf.control.lookups import exchange_of
from mockkf.control.query_parameters import ALL, START, WAIT, Parameter, number, text
from mockkf.control.query_values import plain, searched
from mockkf.control.request_context import Call
from mockkf.control.route import Routes
from mockkf.model import Exchange
from mockkf.model.serialization import exchange_view, refusal_view

if TYPE_CHECKING:
    from mockkf.testing.journal import Journal

ROUTES = Routes()

AFTER = number("after", "a count of calls that is known: those that were answered after so many", None)


def _text(name: str, about: str) -> Parameter:
    return Parameter(name, about, searched, {"type": "string"})


FILTERS = (
    number("status", "the status of the answer", None, 599),
    number("version", "the api version that was asked for", None, 9_999),
    _text("user", "who called"),
    _text("step", "a seam that was crossed, such as relay.login"),
    _text("deviation", "the name of a deviation that was let pass"),
)
LINE = (text("method", "GET, POST, PUT or DELETE"), text("path", "the path without the base path, `*` for anything"))


class _Later:
    """Fits the ids of calls that are not known yet."""

    def __init__(self, known: tuple[Exchange, ...]) -> None:
        self._known = {exchange.id for exchange in known}

    def __call__(self, number: int) -> bool:
        return number not in self._known

    def __repr__(self) -> str:
        return "none that is known"


@ROUTES("GET /journal", query=(START, ALL, AFTER, WAIT, *LINE, *FILTERS))
def journal(call: Call) -> Any:
    """The calls that fit, oldest first, and what the mail server refused or what came too late.

    With `wait` it is answered as soon as one fits; if none comes in time, `instead` says what did.
    """
    line, criteria, instead = _line(call.query), _criteria(call), ""
    calls = call.mock.journal
    if call.query["wait"] is not None:
        instead = _wait(calls, line, criteria, call.query["wait"])
    found, state = calls.find(*line, **criteria), call.mock.state
    told = {
        "exchanges": [exchange_view(one) for one in found[call.query["start"] :][: call.query["limit"]]],
        "total": len(found),
        "refused": [refusal_view(refusal) for refusal in state.refusals],
        "epoch": state.epoch,
        "stray": len(state.stray),
        "dropped": state.dropped,
    }
    return told if found or not instead else {**told, "instead": instead}


@ROUTES("GET /journal/{id}")
def one(call: Call) -> Any:
    """One call of the API, with its trace and its masked bodies."""
    return exchange_view(exchange_of(call))


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


def _criteria(call: Call) -> dict[str, Any]:
    criteria = {one.name: value for one in FILTERS if (value := call.query[one.name]) is not None}
    if call.query["after"] is not None:
        state = call.mock.state
        known = max(0, call.query["after"] - state.dropped["exchanges"])
        criteria["id"] = _Later(state.exchanges[:known])
    return criteria
