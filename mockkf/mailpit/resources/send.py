"""Sending mail by the API: it is stored as if it had come by SMTP."""

from typing import Any

from flask import request
from marshmallow import fields

from mockkf.errors import ConfigurationError
from mockkf.mailpit.answers import SendRefused
from mockkf.mailpit.bodies import MailpitBody, read
from mockkf.mailpit.composing import compose
from mockkf.mailpit.context import current_mock
from mockkf.mailpit.resource import MailpitResource
from mockkf.mailpit.schemas.fields import MailpitAnswer, ObjectListMember, TextListMember, TextMember, TextTable
from mockkf.model import Connection, Login

resource = MailpitResource("send", "Sending mail by the API.")

LISTENER = "mailpit"
"""What stands in place of the listener of the mail server."""


class PersonBody(MailpitBody):
    """An address, with or without a name."""

    email = TextMember(data_key="Email", load_default="")
    name = TextMember(data_key="Name", load_default="")


class FileBody(MailpitBody):
    """A file; with a ContentID it is inline."""

    content = TextMember(data_key="Content", load_default="", metadata={"description": "in Base64"})
    filename = TextMember(data_key="Filename", load_default="")
    content_type = TextMember(data_key="ContentType", load_default="")
    content_id = TextMember(data_key="ContentID", load_default="")


class SendBody(MailpitBody):
    """A mail."""

    sender = fields.Nested(PersonBody, data_key="From", load_default=lambda: None)
    to = ObjectListMember(PersonBody, data_key="To")
    cc = ObjectListMember(PersonBody, data_key="Cc")
    bcc = TextListMember(data_key="Bcc")
    reply_to = ObjectListMember(PersonBody, data_key="ReplyTo")
    subject = TextMember(data_key="Subject", load_default="")
    text = TextMember(data_key="Text", load_default="")
    html = TextMember(data_key="HTML", load_default="")
    attachments = ObjectListMember(FileBody, data_key="Attachments")
    tags = TextListMember(data_key="Tags")
    headers = TextTable(data_key="Headers")


class SentSchema(MailpitAnswer):
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
