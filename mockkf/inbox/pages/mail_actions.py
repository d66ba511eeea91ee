"""The forms that change the stored mail: read flags, delete, undo."""

from typing import Any, cast

from flask import Blueprint, Response, redirect, request

from mockkf.inbox.context import current_mock, root
from mockkf.inbox.lists import answer_list, found_messages
from mockkf.inbox.models.listing import Notice, Wanted, query_of
from mockkf.model import counted

blueprint = Blueprint("mail_actions", __name__)


@blueprint.post("/inbox/delete")
def delete() -> Any:
    """Delete messages at once, and offer to undo it: those with the ids, or all that the list shows."""
    mail, ids, wanted = current_mock().state.mail, request.form.getlist("id"), Wanted.of(request.form)
    if ids:
        removal = mail.remove([number for id in ids if (number := mail.position(id)) is not None], undo=True)
    elif wanted.query:
        removal = mail.remove([message.id for message in found_messages(wanted)], undo=True)
    else:
        removal = mail.clear(undo=True)
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
