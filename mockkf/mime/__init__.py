"""Reads a mail: headers, bodies, attached files, links. It never raises, whatever the octets are."""

from mockkf.mime.addresses import Address
from mockkf.mime.content import Attachment, MailContent, subject_of
from mockkf.mime.headers import Headers

__all__ = ["Address", "Attachment", "Headers", "MailContent", "subject_of"]
