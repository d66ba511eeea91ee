"""The captured messages: find, wait for and read them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from marshmallow import fields
from werkzeug.exceptions import Conflict, NotFound

from mockkf.control.context import current_mock
from mockkf.control.filters import MessagesQuerySchema, matchers, moments
from mockkf.control.lookups import message_of, number_of
from mockkf.control.resource import Resource
from mockkf.control.schemas import (
    AnswerSchema,
    BodySchema,
    ErrorSchema,
    MessageContentSchema,
    MessageSchema,
    MessagesSchema,
    RemovedSchema,
    TextField,
    TextListField,
    TruthField,
)
from mockkf.model import Message, content_view, message_view
from mockkf.state import State
from mockkf.testing import MAIL, Every, Expectation, Matcher, is_old

resource = Resource("messages", "The captured mail.")


class ExpectedSecretSchema(BodySchema):
    """The expected secret."""

    example = {"expected": "s3cret"}

    expected = TextField(required=True)


class UsedSchema(AnswerSchema):
    """Whether the login used the secret."""

    used = fields.Boolean()


class MarksSchema(BodySchema):
    """The read flag and the tags to set; a member that is missing is not changed."""

    example = {"read": True, "tags": ["billing"]}

    read = TruthField()
    tags = TextListField(least=0)


@resource.get("/messages")
@resource.query(MessagesQuerySchema())
@resource.response(200, MessagesSchema)
def list_messages(query: Mapping[str, Any]) -> Any:
    """List the messages that match, newest first; with `after_id`, those captured after that one, oldest first.

    With `wait`, the answer comes as soon as a message matches. If none matches in time, `instead` describes the
    messages that arrived.
    """
    state, matching = current_mock().state, matchers(query)
    after = number_of(query.get("after_id", "0"))
    last = state.mail.last  # read first, so that a message captured meanwhile has a greater id
    if not matching and "wait" not in query:
        return _page_of_all(state, query, after, last)
    question = _question(state, matching, after, query.get("wait", 0)).wait()
    found = question.found if "after_id" in query else question.found[::-1]
    if not found:
        now = current_mock().state  # a reset ends the wait
        told = _told(now, (), 0 if matching else len(state.mail), last if now is state else 0)
        return {**told, "instead": question.failure}
    return _told(state, _part(found, query), len(found) if matching else len(state.mail), last)


@resource.get("/messages/one")
@resource.query(MessagesQuerySchema(exclude=("start", "limit")))
@resource.response(200, MessageContentSchema)
@resource.alt_response(404, schema=ErrorSchema, description="No message matched in time: what came instead.")
@resource.alt_response(409, schema=ErrorSchema, description="More than one matched, or dropped mail may match too.")
def get_only_message(query: Mapping[str, Any]) -> Any:
    """Return the only message that matches, with its content; with `wait`, as soon as there is one.

    404 if there is none: the error describes the messages that arrived, the nearest match first. 409 if there are
    several, or if mail that was dropped at a limit may match too: which one is meant is then not known.
    """
    after = number_of(query.get("after_id", "0"))
    earliest = max(moments(query), default=None)
    question = _question(current_mock().state, matchers(query), after, query.get("wait", 0), earliest)
    if not question.wait().found:
        raise NotFound(question.failure)
    try:
        [message] = question.exactly(1)
    except AssertionError as error:
        raise Conflict(str(error)) from None
    return {**_view(message), **content_view(message)}


@resource.get("/messages/<message:id>")
@resource.response(200, MessageContentSchema)
def get_message(id: str) -> Any:
    """Return one message with its headers, bodies, links and attachments; HTML is text here."""
    message = message_of(id)
    return {**_view(message), **content_view(message)}


@resource.patch("/messages/<message:id>")
@resource.body(MarksSchema())
@resource.response(200, MessageSchema)
def mark_message(body: Mapping[str, Any], id: str) -> Any:
    """Set the read flag, the tags or both, and return the message; `tags` replaces all tags."""
    message, mail = message_of(id), current_mock().state.mail
    if "read" in body:
        mail.set_read([message.id], read=body["read"])
    if "tags" in body:
        mail.set_tags([message.id], body["tags"])
    return _view(message)


@resource.delete("/messages/<message:id>")
@resource.response(200, MessageSchema)
def remove_message(id: str) -> Any:
    """Remove one message and return it; it does not count as dropped, and the journal keeps its call."""
    message = message_of(id)
    view = _view(message)
    current_mock().state.mail.remove([message.id])
    return view


@resource.delete("/messages")
@resource.response(200, RemovedSchema)
def remove_messages() -> Any:
    """Remove all messages and return their number; the journal stays, and the ids of messages go on."""
    return {"removed": len(current_mock().state.mail.clear().messages)}


@resource.post("/messages/<message:id>/used")
@resource.body(ExpectedSecretSchema())
@resource.response(200, UsedSchema)
def compare_login(body: Mapping[str, Any], id: str) -> Any:
    """Tell whether the login of the message used the expected secret; secrets can be compared but not read."""
    login = message_of(id).login
    return {"used": login is not None and login.used(body["expected"])}


def _page_of_all(state: State, query: Any, after: int, last: int) -> Any:
    """Return a page; reads only the messages on it."""
    found, total = state.page(query["start"], query["limit"])
    if "after_id" in query:
        found = _part(state.messages_after(after), query)
    return _told(state, found, total, last)


def _question(
    state: State, matching: tuple[Matcher[Message], ...], after: int, wait: float, earliest: datetime | None = None
) -> Expectation[Message]:
    kind = replace(
        MAIL,
        news=lambda state, known: state.messages_after(max(known, after)),
        is_old=lambda _, record: is_old(record, {"after_id": after, "received_after": earliest}),
    )
    matcher = Every(matching)
    return Expectation(kind, state, matcher, f"with {matcher.words or 'any content'}", wait)


def _part(found: Sequence[Message], query: Any) -> tuple[Message, ...]:
    return tuple(found[query["start"] :][: query["limit"]])


def _told(state: State, found: Sequence[Message], total: int, last: int) -> dict[str, Any]:
    views = [message_view(message, marks) for message, marks in zip(found, state.mail.marks_of(found), strict=True)]
    last_id = max((last, *(message.id for message in found)))
    return {"messages": views, "total": total, "last_id": last_id, "epoch": state.epoch}


def _view(message: Message) -> dict[str, Any]:
    return message_view(message, current_mock().state.mail.marks(message.id))
