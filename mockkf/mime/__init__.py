"""Reads a mail: headers, bodies, attached files, links. It never raises, whatever the octets are."""

from mockkf.mime.addresses import Address
from mockkf.mime.content import Attachment, MailContent, subject_of
from mockkf.mime.headers import Headers
from mockkf.mime.tags import arrival_tags, clean_tags

__all__ = ["Address", "Attachment", "Headers", "MailContent", "arrival_tags", "clean_tags", "subject_of"]
