"""The forms that change the stored mail: read flags, delete, undo."""

from typing import Any, cast

from flask import Blueprint, Response, redirect, request

from mockkf.inbox.context import current_mock, root
from mockkf.inbox.lists import answer_list
from mockkf.inbox.models.listing import Notice, Wanted, query_of
from mockkf.model import counted

blueprint = Blueprint("mail_actions", __name__)


@blueprint.post("/inbox/delete")
def delete() -> Any:
    """Delete messages at once, and offer to undo it; without ids all messages of the mock."""
    mail = current_mock().state.mail
    ids = request.form.getlist("id")
    numbers = [number for id in ids if (number := mail.position(id)) is not None]
    removal = mail.remove(numbers, undo=True) if ids else mail.clear(undo=True)
    count = len(removal.messages)
    return answer_list(Notice(f"{counted(count, 'message')} deleted.", removal.id if count else None))


@blueprint.post("/inbox/undo/<int:removal>")
def undo(removal: int) -> Any:
    """Put the deleted messages back into their places."""
    count = len(current_mock().state.mail.put_back(removal))
    told = f"{counted(count, 'message')} put back." if count else "These messages are no longer kept."
    return answer_list(Notice(told))


@blueprint.post("/inbox/read")
def mark_read() -> Any:
    """Mark all messages as read."""
    current_mock().state.mail.set_read(None, read=True)
    return _back()


@blueprint.post("/inbox/unread/<id>")
def mark_unread(id: str) -> Any:
    """Mark one message as unread, and lead to the list, because a look at the message marks it as read."""
    mail = current_mock().state.mail
    number = mail.position(id)
    mail.set_read([] if number is None else [number], read=False)
    return _back()


def _back() -> Response:
    return cast("Response", redirect(f"{root()}/{query_of(Wanted.of(request.form))}", 303))
