"""One mail: its content and its headers."""

import re
from collections.abc import Mapping
from typing import Any

from mockkf.http import TOKEN
from mockkf.mailpit.content import message_view
from mockkf.mailpit.context import current_mail, digest_of
from mockkf.mailpit.found import message_at
from mockkf.mailpit.resource import MailpitResource
from mockkf.mailpit.schemas.messages import HeadersSchema, LatestQuery, WholeMessageSchema
from mockkf.mime import MailContent

resource = MailpitResource("message", "One mail; the id `latest` is the newest one.")


@resource.serve("GET", "/api/v1/message/<id>", query=LatestQuery(), answers=WholeMessageSchema)
def get_message(id: str, query: Mapping[str, Any]) -> Any:
    """Return a mail with its text, its HTML and its files, and mark it as read."""
    del query
    message, mail = message_at(id), current_mail()
    mail.set_read([message.id], read=True)
    return message_view(message, digest_of(message), mail.marks(message.id))


@resource.serve("GET", "/api/v1/message/<id>/headers", query=LatestQuery(), answers=HeadersSchema)
def get_headers(id: str, query: Mapping[str, Any]) -> Any:
    """Return the headers of a mail; the values are not decoded."""
    del query
    found: dict[str, list[str]] = {}
    for name, value in MailContent(message_at(id).raw).root.fields:
        said = " ".join(line.strip() for line in value.decode("utf-8", "replace").split("\n"))
        found.setdefault(_as_go_writes(name.decode("ascii")), []).append(said.strip())
    return dict(sorted(found.items()))


def _as_go_writes(name: str) -> str:
    """Return the name of a header with a capital at the start of each word, as Go's HTTP library writes it.

    >>> _as_go_writes("X-CUSTOM-id"), _as_go_writes("MIME-Version")
    ('X-Custom-Id', 'Mime-Version')
    """
    return "-".join(word.capitalize() for word in name.split("-")) if re.fullmatch(TOKEN, name) else name
