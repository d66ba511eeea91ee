"""The schemas of mail."""

from marshmallow import fields

from mockkf.mailpit.bodies import MailpitBody
from mockkf.mailpit.schemas.fields import (
    MailpitAnswer,
    MailpitQuery,
    QueryNumber,
    QueryWord,
    TextListMember,
    TextMember,
    TruthMember,
)


class PageQuery(MailpitQuery):
    """The part of a list."""

    start = QueryNumber("how many to skip at the beginning", 0)
    limit = QueryNumber("how many to return at most", 50)
    before = QueryWord("only mail that arrived before this time")


class SearchQuery(PageQuery):
    """A search, and the part of what it finds."""

    query = QueryWord("the search, in Mailpit's search language")
    tz = QueryWord("the time zone of the dates in the search, such as Europe/Berlin; UTC if there is none of this name")


class DeletionQuery(MailpitQuery):
    """A search."""

    query = QueryWord("the search, in Mailpit's search language")
    tz = QueryWord("the time zone of the dates in the search")


class ZoneQuery(MailpitQuery):
    """A time zone."""

    tz = QueryWord("the time zone of the dates in the search")


class LatestQuery(MailpitQuery):
    """With the id `latest`: the newest mail that matches."""

    query = QueryWord("with the id `latest`: a search in Mailpit's search language")
    tz = QueryWord("the time zone of the dates in the search")


class ReadBody(MailpitBody):
    """The mails to mark: by id, by a search, or all."""

    read = TruthMember(data_key="Read", load_default=False)
    ids = TextListMember(data_key="IDs")
    search = TextMember(data_key="Search", load_default="")


class DeletionBody(MailpitBody):
    """The mails to delete; without ids, all."""

    ids = TextListMember(data_key="IDs")


class AddressSchema(MailpitAnswer):
    """A name, which may be empty, and an address."""

    Name = fields.String()
    Address = fields.String()


class ItemSchema(MailpitAnswer):
    """A mail in a list."""

    ID = fields.String()
    MessageID = fields.String()
    Read = fields.Boolean()
    From = fields.Nested(AddressSchema)
    To = fields.List(fields.Nested(AddressSchema))
    Cc = fields.List(fields.Nested(AddressSchema))
    Bcc = fields.List(fields.Nested(AddressSchema))
    ReplyTo = fields.List(fields.Nested(AddressSchema))
    Subject = fields.String()
    Created = fields.DateTime()
    Username = fields.String()
    Tags = fields.List(fields.String())
    Size = fields.Integer()
    Attachments = fields.Integer()
    Snippet = fields.String()


class ListSchema(MailpitAnswer):
    """A part of the mailbox, newest first."""

    total = fields.Integer()
    unread = fields.Integer()
    count = fields.Integer()
    messages_count = fields.Integer()
    messages_unread = fields.Integer()
    start = fields.Integer()
    tags = fields.List(fields.String())
    messages = fields.List(fields.Nested(ItemSchema))


class ChecksumsSchema(MailpitAnswer):
    """Digests of a file, in hexadecimal."""

    MD5 = fields.String()
    SHA1 = fields.String()
    SHA256 = fields.String()


class FileSchema(MailpitAnswer):
    """An attachment or an inline part, without its content."""

    PartID = fields.String()
    FileName = fields.String()
    ContentType = fields.String()
    ContentID = fields.String()
    Size = fields.Integer()
    Checksums = fields.Nested(ChecksumsSchema)


class UnsubscribeSchema(MailpitAnswer):
    """The header List-Unsubscribe, its links, and what is wrong with it."""

    Header = fields.String()
    Links = fields.List(fields.String())
    Errors = fields.String()
    HeaderPost = fields.String()


class WholeMessageSchema(MailpitAnswer):
    """A whole mail."""

    ID = fields.String()
    MessageID = fields.String()
    From = fields.Nested(AddressSchema)
    To = fields.List(fields.Nested(AddressSchema))
    Cc = fields.List(fields.Nested(AddressSchema))
    Bcc = fields.List(fields.Nested(AddressSchema))
    ReplyTo = fields.List(fields.Nested(AddressSchema))
    ReturnPath = fields.String()
    Subject = fields.String()
    ListUnsubscribe = fields.Nested(UnsubscribeSchema)
    Date = fields.DateTime()
    Tags = fields.List(fields.String())
    Username = fields.String()
    Text = fields.String()
    HTML = fields.String()
    Size = fields.Integer()
    Inline = fields.List(fields.Nested(FileSchema))
    Attachments = fields.List(fields.Nested(FileSchema))
    Read = fields.Boolean()


class HeadersSchema(MailpitAnswer):
    """The values of each header."""

    class Meta:
        """The names of the headers are the members."""

        include = {"Subject": fields.List(fields.String())}
