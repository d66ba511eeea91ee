"""MailHog's API, which many test helpers still speak. `DELETE /api/v1/messages` is in `messages`."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from flask import Response
from marshmallow import fields

from mockkf.mailpit.answers import Missing
from mockkf.mailpit.context import current_mail, current_mock
from mockkf.mailpit.mailhog import KINDS, item_view, matches
from mockkf.mailpit.resource import MailpitResource
from mockkf.mailpit.schemas.fields import MailpitAnswer, MailpitQuery, QueryNumber, QueryWord

resource = MailpitResource("mailhog", "MailHog's API.")

MOST = 250
"""The maximum number of mails in one answer."""


class MailHogPageQuery(MailpitQuery):
    """The part of a list."""

    start = QueryNumber("how many to skip at the beginning", 0)
    limit = QueryNumber("how many to return at most, up to 250", 50)


class MailHogSearchQuery(MailHogPageQuery):
    """A search, and the part of what it finds."""

    kind = QueryWord("from, to or containing")
    query = QueryWord("the text to look for")


class MailHogListSchema(MailpitAnswer):
    """A part of the mailbox, newest first."""

    total = fields.Integer()
    count = fields.Integer()
    start = fields.Integer()
    items = fields.List(fields.Dict())


@resource.serve("GET", "/api/v2/messages", query=MailHogPageQuery(), answers=MailHogListSchema)
def list_mailhog_messages(query: Mapping[str, Any]) -> Any:
    """List mail, newest first."""
    page, total = current_mock().state.page(query["start"], min(query["limit"], MOST))
    return _listed(page, total, query["start"])


@resource.serve("GET", "/api/v2/search", query=MailHogSearchQuery(), answers=MailHogListSchema)
def search_mailhog_messages(query: Mapping[str, Any]) -> Any:
    """List the mail whose sender or recipients (of the envelope), or whose source contain a text."""
    if query["kind"] not in KINDS or not query["query"]:
        return Response(b"", 400, content_type="text/plain")
    held = reversed(current_mock().state.messages)
    found = [message for message in held if matches(message, query["kind"], query["query"])]
    page = islice(found, query["start"], query["start"] + min(query["limit"], MOST))
    return _listed([*page], len(found), query["start"])


@resource.serve("DELETE", "/api/v1/messages/<id>", media_type="text/plain")
def delete_mailhog_message(id: str) -> Response:
    """Delete one mail."""
    mail = current_mail()
    message = mail.find(id)
    if message is None:
        raise Missing
    mail.remove([message.id])
    return Response(b"", 200, content_type="text/plain")


def _listed(page: Any, total: int, start: int) -> dict[str, Any]:
    items = [item_view(message) for message in page]
    return {"total": total, "count": len(items), "start": start, "items": items}
