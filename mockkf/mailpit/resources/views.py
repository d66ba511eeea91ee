"""The text and the HTML of a mail, for a browser. The HTML is hostile: no script runs, and nothing is loaded."""

from collections.abc import Mapping
from typing import Any

from flask import Response, redirect, request

from mockkf.mailpit.answers import TEXT_OF_GO, Missing, text
from mockkf.mailpit.content import MailParts, text_of
from mockkf.mailpit.content.html_view import embedded, with_images, without_redirects
from mockkf.mailpit.context import current_mail, current_root
from mockkf.mailpit.found import latest, message_at
from mockkf.mailpit.resource import MailpitResource
from mockkf.mailpit.schemas.fields import QueryNumber
from mockkf.mailpit.schemas.messages import LatestQuery
from mockkf.model import Message

resource = MailpitResource("views", "The text and the HTML of a mail, for a browser.")

POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src 'self' data:; "
    "style-src 'unsafe-inline'; font-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
"""The sandbox applies wherever the HTML is shown; the attribute of a frame alone lets remote content through."""


class HtmlQuery(LatestQuery):
    """How to show the HTML."""

    embed = QueryNumber("1: every link opens a new window", 0)


@resource.serve("GET", "/view/<id>.html", query=HtmlQuery(), media_type="text/html", from_pages="document")
def view_html(id: str, query: Mapping[str, Any]) -> Response:
    """Show the HTML of a mail with its inline images, and mark it as read."""
    message = _opened(id)
    parts = MailParts(message.raw)
    if not parts.html:
        raise Missing("This message does not contain a HTML part", TEXT_OF_GO)
    html = without_redirects(with_images(parts, f"{current_root()}api/v1/message/{message.uid}/part/"))
    html = embedded(html) if query["embed"] == 1 else html
    headers = {"Content-Security-Policy": POLICY}
    return Response(html.encode("utf-8", "replace"), 200, headers, content_type="text/html; charset=utf-8")


@resource.serve("GET", "/view/<id>.txt", query=LatestQuery(), media_type="text/plain", from_pages="document")
def view_text(id: str, query: Mapping[str, Any]) -> Response:
    """Show the text of a mail, and mark it as read."""
    del query
    return text(text_of(MailParts(_opened(id).raw)), media_type=TEXT_OF_GO)


@resource.serve("GET", "/view/latest", query=LatestQuery(), media_type="text/html", from_pages="document")
def view_latest(query: Mapping[str, Any]) -> Any:
    """Redirect to the page of the newest mail, or to the list if there is none."""
    del query
    message = latest()
    return redirect(f"{current_root()}view/{message.uid}" if message else current_root())


def _opened(id: str) -> Message:
    message = message_at(id, "Message not found", TEXT_OF_GO)
    if request.method == "GET":
        current_mail().set_read([message.id], read=True)
    return message
