"""Finds mail: by its id, as the newest one, and by a search."""

from collections.abc import Iterator

from flask import request

from mockkf.mailpit.answers import TEXT_OF_GO, Missing
from mockkf.mailpit.context import current_context, current_mail, current_mock
from mockkf.mailpit.reader import FoundMail
from mockkf.model import Message

LATEST = "latest"


def search(query: str, time_zone: str) -> Iterator[FoundMail]:
    """Yield the mails that match a query, newest first."""
    return current_context().reader.search(current_mock().state, query, time_zone)


def message_at(id: str, said: str = "404 page not found", media_type: str = "text/plain") -> Message:
    """Return the mail with this id, or the newest one for `latest`; raise `Missing` with `said` if there is none."""
    if id == LATEST:
        newest = latest()
        if newest is None:
            raise Missing("Message not found", TEXT_OF_GO)
        return newest
    message = current_mail().find(id)
    if message is None:
        raise Missing(said, media_type)
    return message


def latest() -> Message | None:
    """Return the newest mail, or the newest that matches the parameter `query`; None if there is none."""
    query = request.args.get("query", "").strip()
    if query:
        return next((mail.message for mail in search(query, request.args.get("tz", ""))), None)
    return next(iter(current_mock().state.page(0, 1)[0]), None)
