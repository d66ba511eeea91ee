"""The bytes of captured mail. They may be hostile, so browsers save them in a file and do not render them."""

from flask import Response
from werkzeug.exceptions import NotFound

from mockkf.control.lookups import message_of
from mockkf.control.resource import BYTES, Resource
from mockkf.http import download

resource = Resource("content", "The bytes of captured mail and of its attachments.")


@resource.get("/messages/<message:id>/raw")
@resource.response(200, BYTES, content_type="message/rfc822")
def get_message_source(id: str) -> Response:
    """Download one message, byte for byte."""
    message = message_of(id)
    return download(message.raw, f"message-{message.id}.eml", "message/rfc822")


@resource.get("/messages/<message:id>/attachments/<number:number>")
@resource.response(200, BYTES, content_type="application/octet-stream")
def get_attachment(id: str, number: int) -> Response:
    """Download one attachment, counted from 1; its media type is declared only if no browser executes it."""
    files = message_of(id).attachments
    if not 1 <= number <= len(files):
        there = f"allowed: 1 to {len(files)}" if files else "it has no attachments"
        raise NotFound(f"message {id} has no attachment {number}; {there}")
    file = files[number - 1]
    return download(file.content, file.filename or f"attachment-{number}.bin", file.content_type)
