"""The list, and the screens of one message."""

from flask import Blueprint, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from mockkf.http import download
from mockkf.inbox.context import current_mock
from mockkf.inbox.lists import current_list, list_page
from mockkf.inbox.lookups import message_of
from mockkf.inbox.models import frame
from mockkf.inbox.models.ladder import ladder
from mockkf.inbox.models.message import RASTER, TABS, MessageScreen
from mockkf.inbox.models.snippets import message_test
from mockkf.inbox.rendering import page

blueprint = Blueprint("messages", __name__)

REFRESH = "X-Mockkf-Refresh"
"""The header of a page that looks again at what it shows, which is not reading the message."""


@blueprint.get("/")
@blueprint.get("/search")
def inbox() -> str:
    """The list, and beside it how to begin."""
    return list_page()


@blueprint.get("/view/<id>")
def view(id: str) -> str:
    """One message."""
    message = message_of(id)
    if REFRESH not in request.headers:
        current_mock().state.mail.set_read([message.id], read=True)
    screen = MessageScreen(message)
    tab = request.args.get("tab", screen.first_tab)
    call = current_mock().state.call(message.call) if message.call is not None else None
    return page(
        "message.html",
        at="Inbox",
        title=screen.subject,
        listing=current_list(f"message-{message.uid}"),
        screen=screen,
        message=message,
        tabs=TABS,
        tab=tab if tab in TABS else screen.first_tab,
        call=call,
        ladder=ladder(call, {fault.id for fault in current_mock().state.faults.all}) if call else (),
        test=message_test(message),
        is_dark=request.args.get("scheme") == "dark",
        with_remote=request.args.get("remote") == "1",
    )


@blueprint.get("/inbox/frame/<id>")
def show_html(id: str) -> Response:
    """The HTML of a message, with a policy of its own that lets nothing run and nothing load."""
    message = message_of(id)
    if message.html is None:
        raise NotFound("This message has no HTML.")
    document = frame.document(message, "dark" if request.args.get("scheme") == "dark" else "light")
    headers = {
        "Content-Security-Policy": frame.policy(with_remote=request.args.get("remote") == "1"),
        "Referrer-Policy": "no-referrer",
    }
    return Response(document, 200, headers, content_type="text/html; charset=utf-8")


@blueprint.get("/inbox/file/<id>/<int:number>")
def show_file(id: str, number: int) -> Response:
    """An attached file: to save, or a picture to see."""
    attachments = message_of(id).attachments
    if not 1 <= number <= len(attachments):
        raise NotFound(f"This message has no file {number}.")
    file = attachments[number - 1]
    if "show" in request.args and file.content_type in RASTER:
        return Response(file.content, 200, content_type=file.content_type)
    return download(file.content, file.filename or "", file.content_type)


@blueprint.get("/inbox/source/<id>.eml")
def save_source(id: str) -> Response:
    """The source of a message as a file."""
    message = message_of(id)
    return download(message.raw, f"message-{message.id}.eml", "message/rfc822")
