"""The captured mail: find it, wait for it, read it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mockkf.control.filters import FILTERS, matchers
from mockkf.control.lookups import message_of
from mockkf.control.query_parameters import LIMIT, START, WAIT, number
from mockkf.control.request_body import TEXT, table
from mockkf.control.request_context import ControlRequest
from mockkf.control.route import RouteTable
from mockkf.model import Message, content_view, message_view
from mockkf.state import State
from mockkf.testing import MAIL, Every, Expectation, Matcher

ROUTES = RouteTable()

AFTER = number("after_id", "the id of a message: only mail captured after it, oldest first", None)
EXPECTED = table({"expected": TEXT}, {"expected": "s3cret"}, "expected")


@ROUTES("GET /messages", query=(START, LIMIT, AFTER, WAIT, *FILTERS.values()))
def messages(call: ControlRequest) -> Any:
    """A page of the mail that fits, newest first; with `after_id`, what came after that one, oldest first.

    With `wait` it is answered as soon as one fits; if none comes in time, `instead` says what did.
    """
    state, query = call.mock.state, call.query
    matching = matchers(query)
    if not matching and query["wait"] is None:
        return _page_of_all(state, query)
    question = _question(state, matching, query["after_id"] or 0, query["wait"] or 0).wait()
    found = question.found if query["after_id"] is not None else question.found[::-1]
    if not found:
        return {**_told(call.mock.state, (), 0 if matching else state.page(0, 0)[1]), "instead": _instead(question)}
    return _told(state, _part(found, query), len(found) if matching else state.page(0, 0)[1])


@ROUTES("GET /messages/{id}")
def one(call: ControlRequest) -> Any:
    """One mail with its headers, bodies and links, and what is attached to it; HTML is text here."""
    message = message_of(call)
    return {**message_view(message), **content_view(message)}


@ROUTES("POST /messages/{id}/used", body=EXPECTED)
def used(call: ControlRequest) -> Any:
    """Whether its login was made with the secret that is expected, which can be compared but not read."""
    login = message_of(call).login
    return {"used": login is not None and login.used(call.body["expected"])}


def _page_of_all(state: State, query: Any) -> Any:
    """A page that costs no more than it holds."""
    found, total = state.page(query["start"], query["limit"])
    if query["after_id"] is not None:
        found = _part(state.messages_after(query["after_id"]), query)
    return _told(state, found, total)


def _question(state: State, matching: tuple[Matcher[Message], ...], after: int, wait: float) -> Expectation[Message]:
    kind = replace(MAIL, news=lambda state, known: state.messages_after(max(known, after)))
    matcher = Every(matching)
    return Expectation(kind, state, matcher, f"with {matcher.words or 'any content'}", wait)


def _instead(question: Expectation[Message]) -> str:
    """What the mailbox would say: that none came, and what came instead."""
    try:
        question.first()
    except AssertionError as error:
        return str(error)
    return ""


def _part(found: Sequence[Message], query: Any) -> tuple[Message, ...]:
    return tuple(found[query["start"] :][: query["limit"]])


def _told(state: State, found: Sequence[Message], total: int) -> dict[str, Any]:
    return {"messages": [message_view(message) for message in found], "total": total, "epoch": state.epoch}
