"""The mailbox: list, search, mark and delete mail."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from flask import Response, request

from mockkf.errors import ConfigurationError
from mockkf.mailpit.answers import done
from mockkf.mailpit.content import item_view
from mockkf.mailpit.context import current_context, current_mail, current_mock
from mockkf.mailpit.found import search
from mockkf.mailpit.resource import MailpitResource
from mockkf.mailpit.schemas.messages import (
    DeletionBody,
    DeletionQuery,
    ListSchema,
    PageQuery,
    ReadBody,
    SearchQuery,
    ZoneQuery,
)
from mockkf.mailpit.search import moment
from mockkf.model import Message

resource = MailpitResource("messages", "The mailbox: list, search, mark and delete mail.")


@resource.serve("GET", "/api/v1/messages", query=PageQuery(), answers=ListSchema)
def list_messages(query: Mapping[str, Any]) -> Any:
    """List mail, newest first; with the limit 0, all of it."""
    state, limit = current_mock().state, moment(query["before"])
    if not query["limit"] or limit:
        held: Iterable[Message] = reversed(state.messages)
        found = [message for message in held if limit is None or message.received < limit]
        page = found[query["start"] :][: query["limit"]] if query["limit"] else found
    else:
        page = [*state.page(query["start"], query["limit"])[0]]
    return _listed(page, query["start"], len(state.messages), current_mail().unread)


@resource.serve("GET", "/api/v1/search", query=SearchQuery(), answers=ListSchema)
def search_messages(query: Mapping[str, Any]) -> Any:
    """List the mail that matches a search, newest first."""
    limit = moment(query["before"])
    found = [mail for mail in search(_needed(query), query["tz"]) if limit is None or mail.created < limit]
    page = [mail.message for mail in islice(found, query["start"], query["start"] + query["limit"])]
    return _listed(page, query["start"], len(found), sum(not mail.is_read for mail in found))


@resource.serve("PUT", "/api/v1/messages", query=ZoneQuery(), body=ReadBody(), media_type="text/plain")
def set_read_status(query: Mapping[str, Any], body: Mapping[str, Any]) -> Response:
    """Mark mail as read or unread: by ids, by a search, or all."""
    mail, wanted = current_mail(), body["search"].strip()
    if body["ids"] and wanted:
        raise ConfigurationError("You may specify either IDs or a search query, not both")
    if wanted:
        numbers: list[int] | None = [found.message.id for found in search(wanted, query["tz"])]
    else:
        numbers = _numbers(body["ids"]) if body["ids"] else None
    mail.set_read(numbers, read=body["read"])
    return done()


@resource.serve("DELETE", "/api/v1/messages", body=DeletionBody(), is_needed=False, media_type="text/plain")
def delete_messages(body: Mapping[str, Any]) -> Response:
    """Delete mail by ids; without ids, all mail."""
    if body["ids"]:
        current_mail().remove(_numbers(body["ids"]))
    else:
        current_mail().clear()
    # A client of MailHog sends no Accept, and cannot read an answer with a body.
    return done() if "Accept" in request.headers else Response(b"", 200, content_type="text/plain")


@resource.serve("DELETE", "/api/v1/search", query=DeletionQuery(), media_type="text/plain")
def delete_found_messages(query: Mapping[str, Any]) -> Response:
    """Delete the mail that matches a search."""
    current_mail().remove(found.message.id for found in [*search(_needed(query), query["tz"])])
    return done()


def _needed(query: Mapping[str, Any]) -> str:
    wanted: str = query["query"]
    if not wanted:
        raise ConfigurationError("Error: no search query")
    return wanted


def _numbers(ids: Iterable[str]) -> list[int]:
    """Return the numbers of the mails with these ids; unknown ids are left out."""
    mail = current_mail()
    return [message.id for id in ids if (message := mail.find(id)) is not None]


def _listed(page: list[Message], start: int, matches: int, unread: int) -> dict[str, Any]:
    mail, reader = current_mail(), current_context().reader
    return {
        "total": len(mail),
        "unread": mail.unread,
        "count": len(page),
        "messages_count": matches,
        "messages_unread": unread,
        "start": start,
        "tags": [*mail.tags],
        "messages": [
            item_view(one, reader.digest(one), marks) for one, marks in zip(page, mail.marks_of(page), strict=True)
        ],
    }
