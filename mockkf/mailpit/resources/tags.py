"""Tags of mail."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from mockkf.mailpit.answers import done
from mockkf.mailpit.bodies import MailpitBody
from mockkf.mailpit.context import current_mail
from mockkf.mailpit.resource import MailpitResource
from mockkf.mailpit.schemas.fields import TextListMember, TextMember

resource = MailpitResource("tags", "Tags of mail.")


class TagsBody(MailpitBody):
    """The tags of the mails with these ids."""

    tags = TextListMember(data_key="Tags")
    ids = TextListMember(data_key="IDs")


class NameBody(MailpitBody):
    """The new name of a tag."""

    name = TextMember(data_key="Name", load_default="")


TAGS = {"type": "array", "items": {"type": "string"}}


@resource.serve("GET", "/api/v1/tags", answers=TAGS)
def list_tags() -> Any:
    """List the tags in use, sorted whatever their letter case."""
    return [*current_mail().tags]


@resource.serve("PUT", "/api/v1/tags", body=TagsBody(), media_type="text/plain")
def set_tags(body: Mapping[str, Any]) -> Response:
    """Replace the tags of some mails; without tags, remove them."""
    mail = current_mail()
    found = [mail.find(id) for id in body["ids"]]
    mail.set_tags([message.id for message in found if message is not None], body["tags"])
    return done()


@resource.serve("PUT", "/api/v1/tags/<path:tag>", body=NameBody(), media_type="text/plain")
def rename_tag(tag: str, body: Mapping[str, Any]) -> Response:
    """Rename a tag of all mails."""
    current_mail().rename_tag(tag, body["name"])
    return done()


@resource.serve("DELETE", "/api/v1/tags/<path:tag>", media_type="text/plain")
def delete_tag(tag: str) -> Response:
    """Remove a tag from all mails."""
    current_mail().delete_tag(tag)
    return done()
