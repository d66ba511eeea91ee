"""Checks of a mail. Nothing is requested from any other machine."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from mockkf.errors import ConfigurationError
from mockkf.mailpit.answers import Missing
from mockkf.mailpit.content import MailParts, text_of
from mockkf.mailpit.found import message_at
from mockkf.mailpit.resource import MailpitResource
from mockkf.mailpit.schemas.fields import MailpitAnswer
from mockkf.mailpit.schemas.messages import LatestQuery
from mockkf.mime import links

resource = MailpitResource("checks", "Checks of the content of a mail.")

MOST = 100
"""The maximum number of links of a check."""

BLOCKED = {"StatusCode": 451, "Status": "Blocked private/reserved address"}
"""What Mailpit says about an address that it does not request; clients know it as blocked."""


class TotalSchema(MailpitAnswer):
    """The totals of an HTML check."""

    Tests = fields.Integer()
    Nodes = fields.Integer()
    Supported = fields.Float()
    Partial = fields.Float()
    Unsupported = fields.Float()


class HtmlCheckSchema(MailpitAnswer):
    """The warnings about HTML, the platforms of the check, and the totals."""

    Warnings = fields.List(fields.Dict())
    Platforms = fields.Dict()
    Total = fields.Nested(TotalSchema)


class LinkSchema(MailpitAnswer):
    """A link and its status."""

    URL = fields.String()
    StatusCode = fields.Integer()
    Status = fields.String()


class LinkCheckSchema(MailpitAnswer):
    """The links of a mail, and how many of them failed."""

    Errors = fields.Integer()
    Links = fields.List(fields.Nested(LinkSchema))


@resource.serve("GET", "/api/v1/message/<id>/html-check", query=LatestQuery(), answers=HtmlCheckSchema)
def check_html(id: str, query: Mapping[str, Any]) -> Any:
    """Return a check without tests: mockkf has no data about mail programs."""
    del query
    if not MailParts(message_at(id).raw).html:
        raise ConfigurationError("message does not contain HTML")
    total = {"Tests": 0, "Nodes": 0, "Supported": 100, "Partial": 0, "Unsupported": 0}
    return {"Warnings": [], "Platforms": {}, "Total": total}


@resource.serve("GET", "/api/v1/message/<id>/link-check", query=LatestQuery(), answers=LinkCheckSchema)
def check_links(id: str, query: Mapping[str, Any]) -> Any:
    """List the links of a mail, each as blocked: mockkf requests none."""
    del query
    parts = MailParts(message_at(id).raw)
    found = [url for url in links(text_of(parts), parts.html) if url.lower().startswith("http")][:MOST]
    return {"Errors": len(found), "Links": [{"URL": url, **BLOCKED} for url in found]}


@resource.serve("GET", "/api/v1/message/<id>/sa-check", query=LatestQuery(), is_shown=False)
def check_spam(id: str, query: Mapping[str, Any]) -> Any:
    """Answer 404, as Mailpit without SpamAssassin."""
    del id, query
    raise Missing("File not found\n", "text/plain; charset=utf-8")
