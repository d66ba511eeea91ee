"""The bytes of captured mail. They are hostile until proven otherwise: to be kept in a file, never to be shown."""

from flask import Response
from werkzeug.exceptions import NotFound

from mockkf.control.files import download
from mockkf.control.lookups import message_of
from mockkf.control.resource import BYTES, Resource

resource = Resource("content", "The bytes of captured mail and of its attachments.")


@resource.get("/messages/<number:id>/raw")
@resource.response(200, BYTES, content_type="message/rfc822")
def get_message_source(id: int) -> Response:
    """One mail, byte for byte, as a file."""
    message = message_of(id)
    return download(message.raw, f"message-{message.id}.eml", "message/rfc822")


@resource.get("/messages/<number:id>/attachments/<number:number>")
@resource.response(200, BYTES, content_type="application/octet-stream")
def get_attachment(id: int, number: int) -> Response:
    """One attached file, counted from 1; its type is told if no harm can come of it."""
    files = message_of(id).attachments
    if not 1 <= number <= len(files):
        there = f"it has 1 to {len(files)}" if files else "it has none"
        raise NotFound(f"message {id} has no attachment {number}; {there}")
    file = files[number - 1]
    return download(file.content, file.filename or f"attachment-{number}.bin", file.content_type)
