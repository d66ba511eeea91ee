"""The captured messages: find, wait for and read them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from marshmallow import fields

from mockkf.control.context import current_mock
from mockkf.control.filters import MessagesQuerySchema, matchers
from mockkf.control.lookups import message_of
from mockkf.control.resource import Resource
from mockkf.control.schemas import AnswerSchema, BodySchema, MessageContentSchema, MessagesSchema, TextField
from mockkf.model import Message, content_view, message_view
from mockkf.state import State
from mockkf.testing import MAIL, Every, Expectation, Matcher

resource = Resource("messages", "The captured mail.")


class ExpectedSecretSchema(BodySchema):
    """The expected secret."""

    example = {"expected": "s3cret"}

    expected = TextField(required=True)


class UsedSchema(AnswerSchema):
    """Whether the login used the secret."""

    used = fields.Boolean()


@resource.get("/messages")
@resource.query(MessagesQuerySchema())
@resource.response(200, MessagesSchema)
def list_messages(query: Mapping[str, Any]) -> Any:
    """List the messages that match, newest first; with `after_id`, those captured after that one, oldest first.

    With `wait`, the answer comes as soon as a message matches. If none matches in time, `instead` describes the
    messages that arrived.
    """
    state, matching = current_mock().state, matchers(query)
    if not matching and "wait" not in query:
        return _page_of_all(state, query)
    question = _question(state, matching, query.get("after_id", 0), query.get("wait", 0)).wait()
    found = question.found if "after_id" in query else question.found[::-1]
    if not found:
        told = _told(current_mock().state, (), 0 if matching else state.page(0, 0)[1])
        return {**told, "instead": question.failure}
    return _told(state, _part(found, query), len(found) if matching else state.page(0, 0)[1])


@resource.get("/messages/<number:id>")
@resource.response(200, MessageContentSchema)
def get_message(id: int) -> Any:
    """Return one message with its headers, bodies, links and attachments; HTML is text here."""
    message = message_of(id)
    return {**message_view(message), **content_view(message)}


@resource.post("/messages/<number:id>/used")
@resource.body(ExpectedSecretSchema())
@resource.response(200, UsedSchema)
def compare_login(body: Mapping[str, Any], id: int) -> Any:
    """Tell whether the login of the message used the expected secret; secrets can be compared but not read."""
    login = message_of(id).login
    return {"used": login is not None and login.used(body["expected"])}


def _page_of_all(state: State, query: Any) -> Any:
    """Return a page; reads only the messages on it."""
    found, total = state.page(query["start"], query["limit"])
    if "after_id" in query:
        found = _part(state.messages_after(query["after_id"]), query)
    return _told(state, found, total)


def _question(state: State, matching: tuple[Matcher[Message], ...], after: int, wait: float) -> Expectation[Message]:
    kind = replace(MAIL, news=lambda state, known: state.messages_after(max(known, after)))
    matcher = Every(matching)
    return Expectation(kind, state, matcher, f"with {matcher.words or 'any content'}", wait)


def _part(found: Sequence[Message], query: Any) -> tuple[Message, ...]:
    return tuple(found[query["start"] :][: query["limit"]])


def _told(state: State, found: Sequence[Message], total: int) -> dict[str, Any]:
    return {"messages": [message_view(message) for message in found], "total": total, "epoch": state.epoch}
