"""The bytes of a mail and of its parts. They may be hostile, so a browser shows images only and saves all others."""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import Response, g, request
from werkzeug.exceptions import Forbidden

from mockkf.errors import ConfigurationError
from mockkf.mailpit.answers import TEXT_OF_GO, Missing
from mockkf.mailpit.content import MailPart, MailParts
from mockkf.mailpit.found import message_at
from mockkf.mailpit.resource import FILE, MailpitResource
from mockkf.mailpit.schemas.messages import LatestQuery

resource = MailpitResource("source", "The bytes of a mail and of its parts.")

RASTER = frozenset({"image/avif", "image/bmp", "image/gif", "image/jpeg", "image/png", "image/webp"})
"""The image types that cannot contain a script."""

ACTIVE = frozenset(
    {"application/xhtml+xml", "application/xml", "image/svg+xml", "text/html", "text/xml", "text/xsl"}
    | {"application/javascript", "text/javascript"}
)
"""The media types that a browser may execute."""

ANY = "application/octet-stream"

BLANK = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI"
    "CAgICAj/wAALCAB4ALQBAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAf/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/AL+AAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD//2Q=="
)
"""A white JPEG of 180 by 120 pixels."""


@resource.serve("GET", "/api/v1/message/<id>/raw", query=LatestQuery(), answers=FILE, media_type="text/plain")
def get_source(id: str, query: Mapping[str, Any]) -> Response:
    """Return a mail, byte for byte."""
    del query
    message = message_at(id)
    headers = {}
    if request.args.get("dl") == "1":
        headers["Content-Disposition"] = f'attachment; filename="{message.uid}.eml"'
    return Response(message.raw, 200, headers, content_type=TEXT_OF_GO)


@resource.serve(
    "GET",
    "/api/v1/message/<id>/part/<part_id>",
    query=LatestQuery(),
    answers=FILE,
    media_type=ANY,
    from_pages="image",
)
def get_part(id: str, part_id: str, query: Mapping[str, Any]) -> Response:
    """Return an attachment or an inline part, without its transfer encoding."""
    del query
    part = _part(id, part_id)
    if part is None:
        raise Missing
    is_raster = part.content_type in RASTER
    if g.from_any_page and not is_raster:
        raise Forbidden("Mailpit's API lets pages of other origins show raster images only")
    name = quote(part.file_name.encode("utf-8", "replace"), safe="$&+:=@")
    headers = {"Content-Disposition": f'{"inline" if is_raster else "attachment"}; filename="{name}"'}
    media_type = ANY if part.content_type in ACTIVE else part.content_type
    return Response(part.content, 200, headers, content_type=media_type)


@resource.serve(
    "GET", "/api/v1/message/<id>/part/<part_id>/thumb", query=LatestQuery(), answers=FILE, media_type="image/jpeg"
)
def get_thumbnail(id: str, part_id: str, query: Mapping[str, Any]) -> Response:
    """Return a white image of the size of Mailpit's thumbnails; mockkf reads no image."""
    del query
    try:
        found = _part(id, part_id)
    except Missing as error:
        if id == "latest":
            raise
        raise ConfigurationError(f"there is no message {id[:100]}") from error
    if found is None:
        raise Missing
    return Response(BLANK, 200, content_type="image/jpeg")


def _part(id: str, number: str) -> MailPart | None:
    return next((part for part in MailParts(message_at(id).raw).files if part.number == number), None)
