"""What the server is and has."""

from typing import Any

from marshmallow import fields

from mockkf.mailpit.context import current_context, current_mail, current_mock
from mockkf.mailpit.resource import MailpitResource
from mockkf.mailpit.schemas.fields import MailpitAnswer

resource = MailpitResource("info", "What the server is and has.")

VERSION = "v1.33.1"
"""The release of Mailpit whose answers these are; clients compare it with the oldest one that they support."""


class StatsSchema(MailpitAnswer):
    """Numbers since the last reset."""

    Uptime = fields.Integer()
    Memory = fields.Integer()
    MessagesDeleted = fields.Integer()
    SMTPAccepted = fields.Integer()
    SMTPAcceptedSize = fields.Integer()
    SMTPRejected = fields.Integer()
    SMTPIgnored = fields.Integer()


class InfoSchema(MailpitAnswer):
    """The server and its mailbox."""

    Version = fields.String()
    LatestVersion = fields.String()
    Database = fields.String()
    DatabaseSize = fields.Integer()
    Messages = fields.Integer()
    Unread = fields.Integer()
    Tags = fields.Dict(keys=fields.String(), values=fields.Integer())
    RuntimeStats = fields.Nested(StatsSchema)


class RelaySchema(MailpitAnswer):
    """The server to which mail is released: there is none."""

    Enabled = fields.Boolean()
    SMTPServer = fields.String()
    ReturnPath = fields.String()
    AllowedRecipients = fields.String()
    BlockedRecipients = fields.String()
    OverrideFrom = fields.String()
    PreserveMessageIDs = fields.Boolean()
    RecipientAllowlist = fields.String()


class PageSchema(MailpitAnswer):
    """What a page needs to know."""

    Label = fields.String()
    MessageRelay = fields.Nested(RelaySchema)
    SpamAssassin = fields.Boolean()
    Rspamd = fields.Boolean()
    ChaosEnabled = fields.Boolean()
    DuplicatesIgnored = fields.Boolean()
    HideDeleteAllButton = fields.Boolean()


@resource.serve("GET", "/api/v1/info", answers=InfoSchema)
def get_info() -> Any:
    """Return the release of Mailpit that is emulated, and the numbers of the mailbox."""
    state, mail = current_mock().state, current_mail()
    return {
        "Version": VERSION,
        "LatestVersion": "disabled",
        "Database": "mockkf, in memory",
        "DatabaseSize": state.size,
        "Messages": len(mail),
        "Unread": mail.unread,
        "Tags": dict(mail.tags),
        "RuntimeStats": {
            "Uptime": current_context().uptime,
            "Memory": state.size,
            "MessagesDeleted": mail.removed,
            "SMTPAccepted": mail.last,
            "SMTPAcceptedSize": state.size,
            "SMTPRejected": len(state.refusals),
            "SMTPIgnored": 0,
        },
    }


@resource.serve("GET", "/api/v1/webui", answers=PageSchema)
def get_page_configuration() -> Any:
    """Return what is switched on: chaos is, releasing mail and spam checks are not."""
    relay = dict.fromkeys(RelaySchema().fields, "")
    return {
        "Label": "mockkf",
        "MessageRelay": {**relay, "Enabled": False, "PreserveMessageIDs": False},
        "SpamAssassin": False,
        "Rspamd": False,
        "ChaosEnabled": True,
        "DuplicatesIgnored": False,
        "HideDeleteAllButton": False,
    }
