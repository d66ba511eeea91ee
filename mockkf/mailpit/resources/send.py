"""Sending mail by the API: it is stored as if it had come by SMTP."""

from typing import Any

from flask import request
from marshmallow import fields

from mockkf.errors import ConfigurationError
from mockkf.mailpit.answers import SendRefused
from mockkf.mailpit.bodies import BodySchema, read
from mockkf.mailpit.composing import compose
from mockkf.mailpit.context import current_mock
from mockkf.mailpit.resource import Resource
from mockkf.mailpit.schemas.fields import AnswerSchema, Each, Table, Text, Texts
from mockkf.model import Connection, Login

resource = Resource("send", "Sending mail by the API.")

LISTENER = "mailpit"
"""What stands in place of the listener of the mail server."""


class PersonBody(BodySchema):
    """An address, with or without a name."""

    email = Text(data_key="Email", load_default="")
    name = Text(data_key="Name", load_default="")


class FileBody(BodySchema):
    """A file; with a ContentID it is inline."""

    content = Text(data_key="Content", load_default="", metadata={"description": "in Base64"})
    filename = Text(data_key="Filename", load_default="")
    content_type = Text(data_key="ContentType", load_default="")
    content_id = Text(data_key="ContentID", load_default="")


class SendBody(BodySchema):
    """A mail."""

    sender = fields.Nested(PersonBody, data_key="From", load_default=lambda: None)
    to = Each(PersonBody, data_key="To")
    cc = Each(PersonBody, data_key="Cc")
    bcc = Texts(data_key="Bcc")
    reply_to = Each(PersonBody, data_key="ReplyTo")
    subject = Text(data_key="Subject", load_default="")
    text = Text(data_key="Text", load_default="")
    html = Text(data_key="HTML", load_default="")
    attachments = Each(FileBody, data_key="Attachments")
    tags = Texts(data_key="Tags")
    headers = Table(data_key="Headers")


class SentSchema(AnswerSchema):
    """The id of the mail."""

    ID = fields.String()


@resource.serve("POST", "/api/v1/send", answers=SentSchema, described=SendBody())
def send_message() -> Any:
    """Store a mail; the user of a Basic login becomes its `Username`."""
    state = current_mock().state
    try:
        said = read(SendBody(), request.get_data(), request.mimetype)
        envelope, raw = compose(said, state.clock.now())
    except ConfigurationError as error:
        raise SendRefused(str(error)) from None
    message = state.capture(_connection(), envelope, raw, lambda _: "POST /api/v1/send", state.epoch)
    return {"ID": message.uid}


def _connection() -> Connection:
    environ, user = request.environ, request.authorization
    login = None
    if user is not None and user.type == "basic" and user.username:
        login = Login.of("BASIC", user.username, (user.password or "").encode())
    return Connection(LISTENER, (environ["REMOTE_ADDR"], int(environ["REMOTE_PORT"])), login=login)
