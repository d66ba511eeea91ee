"""Reads a mail: headers, bodies, attached files, links. It never raises, whatever the octets are."""

from mockkf.mime.addresses import Address, addresses
from mockkf.mime.content import Attachment, MailContent, header_of, subject_of
from mockkf.mime.headers import Headers
from mockkf.mime.links import links
from mockkf.mime.markup import Tag, decoded, pieces
from mockkf.mime.part import Part, numbered_leaves, walk
from mockkf.mime.tags import arrival_tags, clean_tags
from mockkf.mime.words import header_text

__all__ = [
    "Address",
    "Attachment",
    "Headers",
    "MailContent",
    "Part",
    "Tag",
    "addresses",
    "arrival_tags",
    "clean_tags",
    "decoded",
    "header_of",
    "header_text",
    "links",
    "numbered_leaves",
    "pieces",
    "subject_of",
    "walk",
]
