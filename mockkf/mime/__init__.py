"""Reading a mail: headers, bodies, attached files, links. It knows nothing of how the mail came."""

from mockkf.mime.content import Attachment, Headers, attachments, body
from mockkf.mime.links import links

__all__ = ["Attachment", "Headers", "attachments", "body", "links"]
