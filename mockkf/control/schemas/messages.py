"""The schemas of captured messages."""

from marshmallow import fields

from mockkf.control.schemas.base import AnswerSchema


class RecipientDsnSchema(AnswerSchema):
    """The DSN parameters of one recipient (RFC 3461)."""

    recipient = fields.String()
    notify = fields.List(fields.String())
    orcpt = fields.String(allow_none=True)


class DsnSchema(AnswerSchema):
    """The DSN parameters of a message (RFC 3461)."""

    ret = fields.String(allow_none=True)
    envid = fields.String(allow_none=True)
    recipients = fields.List(fields.Nested(RecipientDsnSchema))


class EnvelopeSchema(AnswerSchema):
    """Sender and recipients of the SMTP dialogue; `replies` has each recipient with its reply."""

    sender = fields.String()
    recipients = fields.List(fields.String())
    replies = fields.List(fields.List(fields.String()))
    dsn = fields.Nested(DsnSchema)
    defects = fields.List(fields.String())


class LoginSchema(AnswerSchema):
    """The login: its user and its mechanism."""

    mechanism = fields.String()
    user = fields.String()
    claims = fields.Dict(allow_none=True)


class TlsSessionSchema(AnswerSchema):
    """The result of the TLS handshake."""

    version = fields.String()
    cipher = fields.String()
    sni = fields.String(allow_none=True)


class TargetSchema(AnswerSchema):
    """The host and port in the profile."""

    host = fields.String()
    port = fields.Integer()


class LookupSchema(AnswerSchema):
    """A lookup of a secret: its address, not its value."""

    provider = fields.Integer()
    provider_name = fields.String()
    address = fields.Dict(keys=fields.String(), values=fields.String())


class ConnectionSchema(AnswerSchema):
    """One SMTP connection; `peer` is the address and the port of the client."""

    listener = fields.String()
    login = fields.Nested(LoginSchema, allow_none=True)
    tls = fields.Nested(TlsSessionSchema, allow_none=True)
    target = fields.Nested(TargetSchema, allow_none=True)
    helo = fields.String(allow_none=True)
    peer = fields.List(fields.Raw())
    lookups = fields.List(fields.Nested(LookupSchema))
    call = fields.Integer(metadata={"description": "The id of the API call that sent the message."}, allow_none=True)
    transcript = fields.String()


class MessageSchema(ConnectionSchema):
    """A message without its content."""

    id = fields.Integer(metadata={"description": "The number of the message; numbers begin at 1 after a reset."})
    uid = fields.String(metadata={"description": "22 letters and digits that are never used again."})
    epoch = fields.Integer()
    received = fields.String()
    subject = fields.String()
    size = fields.Integer()
    read = fields.Boolean()
    tags = fields.List(fields.String())
    envelope = fields.Nested(EnvelopeSchema)


class AttachmentSchema(AnswerSchema):
    """An attachment."""

    number = fields.Integer()
    filename = fields.String(allow_none=True)
    type = fields.String()
    size = fields.Integer()
    content_id = fields.String(allow_none=True)
    disposition = fields.String(allow_none=True)
    is_inline = fields.Boolean()
    part_id = fields.String()
    sha256 = fields.String()


class MessageContentSchema(MessageSchema):
    """A message with its content; HTML is text here."""

    headers = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    text = fields.String()
    html = fields.String(allow_none=True)
    links = fields.List(fields.String())
    attachments = fields.List(fields.Nested(AttachmentSchema))
    defects = fields.List(fields.String())


class MessagesSchema(AnswerSchema):
    """A page of messages; if none matches, `instead` describes the messages that arrived."""

    optional = ("instead",)

    messages = fields.List(fields.Nested(MessageSchema))
    total = fields.Integer()
    last_id = fields.Integer(
        metadata={"description": "The id of the newest message, also of a removed one; later ones have greater ids."}
    )
    epoch = fields.Integer()
    instead = fields.String()
