"""The bytes of captured mail. They are hostile until proven otherwise: to be kept in a file, never to be shown."""

from flask import Response
from werkzeug.exceptions import NotFound

from mockkf.control.files import download
from mockkf.control.lookups import message_of
from mockkf.control.request_context import ControlRequest
from mockkf.control.route import RouteTable

ROUTES = RouteTable()


@ROUTES("GET /messages/{id}/raw", media="message/rfc822")
def raw(call: ControlRequest) -> Response:
    """One mail, byte for byte, as a file."""
    message = message_of(call)
    return download(message.raw, f"message-{message.id}.eml", "message/rfc822")


@ROUTES("GET /messages/{id}/attachments/{number}", media="application/octet-stream")
def attachment(call: ControlRequest) -> Response:
    """One attached file, counted from 1; its type is told if no harm can come of it."""
    files, number = message_of(call).attachments, call.places["number"]
    if not 1 <= number <= len(files):
        there = f"it has 1 to {len(files)}" if files else "it has none"
        raise NotFound(f"message {call.places['id']} has no attachment {number}; {there}")
    file = files[number - 1]
    return download(file.content, file.filename or f"attachment-{number}.bin", file.content_type)
